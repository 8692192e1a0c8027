#!/usr/bin/env python3
"""Runs the tests of the page in two Chromiums side by side: all of them, or those whose name holds a word."""

import argparse
import concurrent.futures
import io
import pathlib
import queue
import sys
import tempfile
import time
import unittest

from browser import Browser
from scenario import ROOT, Scenario

BROWSERS = 2


def tests_in(suite):
    for part in suite:
        yield from tests_in(part) if isinstance(part, unittest.TestSuite) else [part]


def by_class(tests):
    """The tests of each class; those with most tests come first, so that the browsers end together."""
    classes = {}
    for test in tests:
        classes.setdefault(type(test), []).append(test)
    return sorted(classes.items(), key=lambda each: -len(each[1]))


def run_all(waiting):
    """Runs classes in a browser of its own until none waits; returns their results."""
    results = []
    with tempfile.TemporaryDirectory(prefix="hilum-page-") as folder, Browser(pathlib.Path(folder)) as browser:
        while not waiting.empty():
            scenario, tests = waiting.get()
            scenario.browser = browser
            output = io.StringIO()
            results.append(unittest.TextTestRunner(output, verbosity=2).run(unittest.TestSuite(tests)))
            print(output.getvalue(), flush=True)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hilum", help="the built program")
    parser.add_argument("--public", default=ROOT / "Public", help="the folder with the page")
    parser.add_argument("--only", default="", metavar="WORD", help="only tests whose name holds it")
    arguments = parser.parse_args()
    Scenario.hilum, Scenario.public = arguments.hilum, arguments.public
    found = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
    classes = by_class(test for test in tests_in(found) if arguments.only in test.id())
    began, waiting = time.monotonic(), queue.SimpleQueue()
    for each in classes:
        waiting.put(each)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        running = [pool.submit(run_all, waiting) for _ in range(min(BROWSERS, len(classes)))]
        results = [result for each in running for result in each.result()]
    ran, failed = sum(result.testsRun for result in results), sum(not result.wasSuccessful() for result in results)
    print(
        f"{ran} tests of the page in {time.monotonic() - began:.0f} s, failures in {failed} of {len(results)} scenarios"
    )
    sys.exit(0 if ran and not failed else 1)


if __name__ == "__main__":
    main()
