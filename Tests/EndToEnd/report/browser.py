"""Headless Chromium, driven over the DevTools protocol through a pipe. Knows nothing of pages."""
import base64
import itertools
import json
import os
import select
import subprocess
import time


class Browser:
    """A browser with one tab. Collects what goes wrong in it, and what it asks the outside for."""

    def __init__(self, profile, program="chromium", width=1280, height=900):
        read, self.output = os.pipe()
        self.input, write = os.pipe()

        def descriptors():
            # Where --remote-debugging-pipe expects them; via numbers that neither of them has.
            a, b = os.dup2(read, 50), os.dup2(write, 51)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--no-first-run", "--disable-dev-shm-usage", "--hide-scrollbars",
             f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"],
            preexec_fn=descriptors, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(write)
        self.numbers, self.buffer, self.session = itertools.count(1), b"", None
        self.errors, self.requests, self.dialogs, self.loads = [], [], [], 0
        target = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        self.size(width, height)

    def close(self):
        self.process.terminate()
        self.process.wait()

    # The protocol: messages of JSON, each ended by NUL.

    def send(self, method, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(60)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def receive(self, seconds):
        """The next message, or None; events are noted on the way."""
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.input], [], [], left)[0]:
                return None
            self.buffer += os.read(self.input, 1 << 20)
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        self.note(message.get("method"), message.get("params", {}))
        return message

    def note(self, event, details):
        if event == "Runtime.exceptionThrown":
            thrown = details["exceptionDetails"]
            self.errors.append(thrown.get("exception", {}).get("description") or thrown["text"])
        elif event == "Runtime.consoleAPICalled" and details["type"] in ("error", "warning", "assert"):
            self.errors.append(str([a.get("value") for a in details["args"]]))
        elif event == "Log.entryAdded" and details["entry"]["level"] in ("error", "warning"):
            self.errors.append(details["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])
        elif event == "Page.javascriptDialogOpening":
            self.dialogs.append(details["message"])
        elif event == "Page.loadEventFired":
            self.loads += 1

    # What tests do.

    def size(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def open(self, path, has_scripts=True):
        """Loads a file, and where scripts run waits until it has been painted."""
        self.errors, self.requests, self.dialogs = [], [], []
        before = self.loads
        self.send("Page.navigate", url="file://" + os.path.abspath(path))
        while self.loads == before:
            if self.receive(60) is None:
                raise TimeoutError(path)
        if has_scripts:
            self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    def evaluate(self, expression):
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def until(self, expression, seconds=20):
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise TimeoutError(expression)
            time.sleep(0.05)

    def key(self, name, code, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=name, windowsVirtualKeyCode=code,
                      modifiers=modifiers)

    def drag(self, x, y, to_x, to_y):
        def mouse(kind, at_x, at_y, buttons):
            self.send("Input.dispatchMouseEvent", type=kind, x=at_x, y=at_y, button="left",
                      buttons=buttons, clickCount=1)
        mouse("mousePressed", x, y, 1)
        for step in range(1, 6):
            mouse("mouseMoved", x + (to_x - x) * step / 5, y + (to_y - y) * step / 5, 1)
        mouse("mouseReleased", to_x, to_y, 0)

    def screenshot(self, path, whole=True):
        picture = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def scheme(self, name, media="screen"):
        self.send("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": name}])
