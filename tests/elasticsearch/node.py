"""One real node: started, killed, stopped for a while and started again, on a port of this machine only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.elasticsearch.home import home, program

LONGEST_START = 120
LOG = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n%throwable
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
STARTS_QUICKLY = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]  # and is half as fast later: no node for measurements
# What bin/elasticsearch gives the server.
JVM = [
    "-Xss1m",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-Djava.locale.providers=SPI,COMPAT",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j2.formatMsgNoLookups=true",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Des.networkaddress.cache.ttl=60",
    "-Des.networkaddress.cache.negative.ttl=10",
    "-Des.distribution.type=zip",
    "-Des.java.type=ES_JAVA_HOME",
    "-XX:+EnableDynamicAgentLoading",
    "-Djdk.attach.allowAttachSelf=true",
]
SERVER = "org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch"
ENTITLED = "java.logging,java.net.http,java.naming,jdk.net,jdk.zipfs,jdk.management.agent"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Node:
    """What it keeps lies in a folder and outlives a kill; when this process dies, it ends itself."""

    def __init__(self, home: Path, folder: Path, *, heap: str = "512m", options: Sequence[str] = STARTS_QUICKLY):
        self.home, self.folder = home, folder
        self.options = [f"-Xms{heap}", f"-Xmx{heap}", *options]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        self.settings: dict[str, object] = {}  # further ones, for the next start

    def start(self) -> None:
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start without waiting until it answers."""
        self._configure()
        message = self.folder / "config/message.bin"
        java = program("java")
        jars = f"{self.home}/write-server-args.jar:{self.home}/lib/*"
        folders = [self.home, self.folder / "config", self.folder / "logs", self.folder / "pid", message]
        quick = [*STARTS_QUICKLY, f"-Des.path.home={self.home}", "-cp", jars]
        subprocess.run([java, *quick, "WriteServerArgs", *map(str, folders)], check=True, capture_output=True)
        bridge = next((self.home / "lib/entitlement-bridge").glob("*.jar"))
        command = [
            *(java, *self.options, *JVM, f"-Djava.io.tmpdir={self.folder}/tmp", f"-Des.path.home={self.home}"),
            f"-XX:ErrorFile={self.folder}/logs/error.log",
            f"--patch-module=java.base={bridge}",
            f"--add-exports=java.base/org.elasticsearch.entitlement.bridge=org.elasticsearch.entitlement,{ENTITLED}",
            *("--module-path", f"{self.home}/lib", "--add-modules=jdk.net", "--add-modules=jdk.management.agent"),
            *(
                "--add-modules=ALL-MODULE-PATH",
                "-m",
                "org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch",
            ),
        ]
        environment = {
            "LIBFFI_TMPDIR": str(self.folder / "tmp"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
        }
        with (self.folder / "logs/console.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.home,
                **self._account(),
            )
        self.process.stdin.write(message.read_bytes())
        self.process.stdin.flush()  # and left open: its end would end the server

    def _configure(self) -> None:
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        settings = {
            "cluster.name": "tests",
            "node.name": "one",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": free_port(),
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "action.destructive_requires_name": "false",
            **self.settings,
        }
        lines = [f"{name}: {value}" for name, value in settings.items()]
        (self.folder / "config/elasticsearch.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (self.folder / "config/log4j2.properties").write_text(LOG, encoding="utf-8")

    def _account(self) -> dict:
        """The server refuses to run as root."""
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def wait(self) -> None:
        """Until it can be searched."""
        ends = time.monotonic() + LONGEST_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > ends:
                said = (self.folder / "logs/console.log").read_text(errors="replace")[-3000:]
                self.kill()
                raise RuntimeError(f"The node did not come up:\n{said}")
            time.sleep(0.1)

    def answers(self) -> bool:
        return self.says("/_cluster/health?wait_for_status=yellow&timeout=5s") == 200

    def says(self, path: str) -> int:
        """The status of an answer; 0 without one."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """It still takes connections and never answers."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdin.close()


@contextmanager
def one_node(**options) -> Iterator[Node]:
    """A node for the moment; nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="kuemmerer-node-"))
    folder.chmod(0o755)
    node = Node(home(), folder, **options)
    try:
        node.start()
        yield node
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)
