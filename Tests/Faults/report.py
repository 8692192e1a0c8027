"""What a script measured and checked: a plain table, a JSON file, an exit status."""

import json
import sys


class Report:
    """Rows are figures, expectations are sentences that hold or do not."""

    def __init__(self, arguments):
        self.output = arguments.output
        self.report_only = getattr(arguments, "report_only", False)
        self.rows, self.expectations, self.skipped = [], [], []

    def row(self, name, **figures):
        self.rows.append({"name": name} | figures)
        shown = "  ".join(f"{key} {_shown(value)}" for key, value in figures.items())
        print(f"{name:32s} {shown}", flush=True)

    def expect(self, holds, sentence, depends_on_time=False):
        """Notes an expectation; one that depends on time does not fail the script under --report-only."""
        counts = not (depends_on_time and self.report_only)
        self.expectations.append({"sentence": sentence, "holds": bool(holds), "counts": counts})
        if not holds:
            print(f"{'FAILED' if counts else 'not met'}: {sentence}", flush=True)
        return bool(holds)

    def skip(self, sentence):
        self.skipped.append(sentence)
        print(f"skipped: {sentence}", flush=True)

    def finish(self):
        """Writes the JSON file and ends the script, with 1 where an expectation failed."""
        failed = [item["sentence"] for item in self.expectations if item["counts"] and not item["holds"]]
        met = sum(item["holds"] for item in self.expectations)
        print(f"{met} of {len(self.expectations)} expectations met, {len(self.skipped)} parts skipped")
        if self.output:
            content = {"rows": self.rows, "expectations": self.expectations, "skipped": self.skipped}
            self.output.write_text(json.dumps(content, indent=1) + "\n")
        for sentence in dict.fromkeys(failed):
            print(f"failed: {sentence}", file=sys.stderr)
        sys.exit(1 if failed else 0)


def _shown(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)
