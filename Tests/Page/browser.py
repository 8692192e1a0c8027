"""A Chromium without a window, with a fresh profile, that can reach nothing but this machine."""

import json
import shutil
import sys

from selenium import webdriver
from selenium.webdriver.chrome.service import Service as Driver

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-proxy-server",
    "--lang=en",
    "--disable-threaded-compositing",
    # Neither pages kept for a way back nor a process kept ready are of use here; both cost time.
    "--disable-features=BackForwardCache,SpareRendererForSitePerProcess",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def program(name, package):
    """Where a program lies; says which package brings it where it is missing."""
    path = shutil.which(name)
    if path is None:
        sys.exit(f"'{name}' is not on the PATH: install Debian's package {package}.")
    return path


class Browser:
    """A context that ends it. Downloads go to `downloads`."""

    def __init__(self, folder):
        self.folder, self.downloads = folder, folder / "downloads"

    def __enter__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = program("chromium", "chromium")
        for argument in [*ARGUMENTS, f"--user-data-dir={self.folder / 'profile'}"]:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(self.downloads)})
        options.add_experimental_option("perfLoggingPrefs", {"enableNetwork": True, "enablePage": False})
        # The tests wait for what they look at.
        options.page_load_strategy = "eager"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options, Driver(program("chromedriver", "chromium-driver")))
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def open_fresh_tab(self):
        """A tab without the history and the session storage of the one before, which is closed."""
        former = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        fresh = self.driver.current_window_handle
        self.driver.switch_to.window(former)
        self.driver.close()
        self.driver.switch_to.window(fresh)

    def set_width(self, width, height=900):
        """The page's width in CSS pixels, also below the narrowest window."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def run_before_page(self, script):
        """Lets a script run in this tab before those of every page that is opened."""
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})

    def console(self):
        """What the console got since the last call: faults, refused content, failed loads, output of scripts."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def network(self):
        """The network's events since the last call, as pairs of name and parameters (Chrome DevTools Protocol)."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            (message["method"], message["params"]) for message in messages if message["method"].startswith("Network.")
        ]
