"""How gunicorn serves Kümmerer: in the demo, and in production unless you bring your own."""

import os
import sys
from pathlib import Path

# `site/` is a source root and has to be importable first.
pythonpath = str(Path(__file__).resolve().parents[1] / "site")
sys.path.insert(0, pythonpath)

from kuemmerer.settings import environment  # noqa: E402

bind = environment.text("BIND", "127.0.0.1:8000")
workers = environment.number("WEB_WORKERS", 2, lowest=1)
threads = environment.number("WEB_THREADS", 4, lowest=1)
worker_class = "gthread"
# A wrong setting stops the master with its sentence instead of workers that start over and over.
preload_app = True
timeout = 30
graceful_timeout = 20
# The heartbeat files want memory, not a disk that may stall.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
# Requests are logged by the application, by route and without personal data (kuemmerer.request_log).
accesslog = None


def when_ready(server):
    """One copy for all workers of what every search needs: read before they are forked, and no longer touched."""
    import gc

    from cms.knowledge import sharing

    sharing.read_once()
    gc.freeze()
