"""The process that works off jobs: threads for lanes and loops, one that watches for work, one that keeps leases."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils import timezone, translation

from . import registry, schedule, steps
from .errors import OverLimit, PutOff
from .models import Job, Worker

logger = logging.getLogger("cms.outbox")

LOOK_ON_SQLITE = 0.1
LOOK_ON_POSTGRESQL = 1.0  # notifications come at once; this look finds jobs whose time has come
KEEPER_PAUSE = 0.5
LOOK_AROUND = 0.05
SEEN_EVERY = 5.0
PAUSE_AFTER_TROUBLE = 1.0
LOOP_STUCK_AFTER = 60.0
MOST_THREADS_LEFT_BEHIND = 20


def lease_time() -> timedelta:
    """How long a job stays taken after its worker was last heard of."""
    return timedelta(seconds=getattr(settings, "OUTBOX_LEASE", 30))


def grace_time() -> float:
    """How many seconds a worker that is asked to stop may use to end the jobs it has begun."""
    return float(getattr(settings, "OUTBOX_GRACE", 20))


def run(job: Job) -> bool:
    """Run a job that has been taken, in this thread, and note how it ended; true if it has been done."""
    begun = time.monotonic()
    try:
        handler = registry.definition(job.name).handler
        recurs = job.name in registry.recurring_jobs
        if recurs:
            schedule.note_start(job.name, now=timezone.now())
        with translation.override(settings.LANGUAGE_CODE):
            handler(**job.payload)
        if recurs:
            schedule.note_end(job.name, now=timezone.now())
    except PutOff as later:
        steps.put_off(job, until=later.until)
        return False
    except (Exception, SystemExit) as error:
        if not connection.in_atomic_block:
            close_old_connections()  # the handler may have failed because its connection did
        steps.fail(job, error, now=timezone.now())
        return False
    if not steps.finish(job):
        logger.warning("Job %s %s was done by a worker that had lost it", job.pk, job.name)
        return False
    logger.info("Job %s %s done in %.2f s", job.pk, job.name, time.monotonic() - begun)
    return True


def work_off(*, now: datetime | None = None) -> int:
    """Run every job that is due, in this thread, and return how many were done. For tests and for making demo data."""
    done = 0
    moment = now or timezone.now()
    while taken := [job for lane in registry.LANES if (job := _take_here(lane, moment))]:
        done += sum(run(job) for job in taken)
        moment = now or timezone.now()
    return done


def _take_here(lane: str, now: datetime) -> Job | None:
    return steps.take(lane, worker=f"here:{os.getpid()}", now=now, lease=timedelta(hours=1))


class WorkerProcess:
    """Everything that `manage.py work` runs."""

    def __init__(self, lanes: Sequence[str] = registry.LANES):
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.asked_to_stop = False  # set from a signal's handler, where no lock may be taken
        self.hangs = False  # so many threads were left behind that a fresh process is needed
        self.stopping = threading.Event()  # nothing new is begun
        self.stopped = threading.Event()  # the leases are no longer kept
        self.lanes = [Lane(name, self) for name in lanes]
        self.loops: list[Loop] = []
        self.schedules = registry.RECURRING_LANE in lanes
        if self.schedules:
            self.loops = [Loop(definition, self) for definition in registry.loops.values()]
        self.left_behind: list[threading.Thread] = []
        self.facts = {"worker": self.name, "lane": ",".join(lanes)}

    def run(self, *, until_idle: bool = False) -> bool:
        """Work until asked to stop, or until nothing is due; true if every thread came to its end."""
        now = timezone.now()
        Worker.objects.create(name=self.name, lanes=self.facts["lane"], started_at=now, last_seen=now)
        steps.reclaim(now=now)  # one that soon has nothing to do ends before its keeper looks for the first time
        if self.schedules:
            schedule.remember(now=now)
            schedule.send_due(now=now)
        keeper = self._thread("keeper", self._keep)
        self._thread("watch", self._watch)
        if until_idle:
            for loop in self.loops:
                loop.once()
        else:
            for loop in self.loops:
                loop.start()
        for lane in self.lanes:
            lane.start()
        logger.info("Worker started", extra=self.facts)
        while not self.asked_to_stop and not (until_idle and self._is_idle()):
            time.sleep(LOOK_AROUND)
        clean = self._wind_up()
        self.stopped.set()
        keeper.join(5)
        Worker.objects.filter(name=self.name).delete()
        logger.info("Worker stopped", extra=self.facts)
        return clean

    def _wind_up(self) -> bool:
        """Wait for the jobs that run, and hand back those that do not end within the grace time."""
        self.stopping.set()
        for lane in self.lanes:
            lane.wake.set()
        ends = time.monotonic() + grace_time()
        threads = [thread for lane in self.lanes if (thread := lane.thread)]
        threads += [loop.thread for loop in self.loops if loop.thread]
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))
        for lane in self.lanes:
            if job := lane.leave():
                logger.warning("Job %s %s was handed back: it did not end in time", job.pk, job.name)
                steps.hand_back(job, now=timezone.now())
        return not any(thread.is_alive() for thread in [*threads, *self.left_behind])

    def _is_idle(self) -> bool:
        names = [lane.name for lane in self.lanes]
        mine = Job.objects.running().filter(leased_by__startswith=f"{self.name}/")
        return not (Job.objects.due(timezone.now()).order_by().filter(lane__in=names) | mine).exists()

    def _keep(self) -> None:
        """Renew the leases of what runs here, say that this process lives, free what others left, send what is due."""
        seen = renewed = time.monotonic()
        while not self.stopped.wait(KEEPER_PAUSE):
            tick = time.monotonic()
            try:
                if tick - renewed >= lease_time().total_seconds() / 4:
                    steps.keep(self._running(), now=timezone.now(), lease=lease_time())
                    renewed = tick
                for lane in self.lanes:
                    lane.look_after()
                steps.reclaim(now=timezone.now(), except_for=[job.leased_by for job in self._running()])
                if self.schedules and not self.stopping.is_set():
                    schedule.send_due(now=timezone.now())
                if tick - seen >= SEEN_EVERY:
                    self._say_alive()
                    seen = tick
            except Exception as trouble:
                self._pause(trouble, "keeper")
        connections.close_all()

    def _running(self) -> list[Job]:
        return [job for lane in self.lanes if (job := lane.job)]

    def _say_alive(self) -> None:
        failing = [loop.definition.name for loop in self.loops if loop.is_failing()]
        now = timezone.now()
        values = {"last_seen": now, "failing_loops": failing}
        if not Worker.objects.filter(name=self.name).update(**values):
            Worker.objects.create(name=self.name, lanes=self.facts["lane"], **values)
        alive = [thread for thread in self.left_behind if thread.is_alive()]
        if len(alive) >= MOST_THREADS_LEFT_BEHIND:
            logger.critical("Worker ends itself: %s of its threads hang", len(alive), extra=self.facts)
            self.hangs = self.asked_to_stop = True

    def _watch(self) -> None:
        """Wake the lanes that have something to do."""
        while not self.stopped.is_set():
            try:
                if connection.vendor == "postgresql":
                    self._listen()
                else:
                    self._look()
                    self.stopped.wait(LOOK_ON_SQLITE)
            except Exception as trouble:
                self._pause(trouble, "watch")
        connections.close_all()

    def _listen(self) -> None:
        connection.ensure_connection()
        raw = connection.connection
        raw.execute(f"LISTEN {steps.CHANNEL}")
        while not self.stopped.is_set():
            self._look()
            for notice in raw.notifies(timeout=LOOK_ON_POSTGRESQL, stop_after=1):
                self._wake({notice.payload})

    def _look(self) -> None:
        due = Job.objects.due(timezone.now()).order_by().values_list("lane", flat=True).distinct()
        self._wake(set(due))

    def _wake(self, names: set[str]) -> None:
        for lane in self.lanes:
            if lane.name in names:
                lane.wake.set()

    def _pause(self, trouble: Exception, who: str) -> None:
        """The database is away or slow: say so without details, and try again with a fresh connection."""
        logger.error("Worker has trouble in %s", who, extra=self.facts, exc_info=trouble)
        connections.close_all()
        self.stopped.wait(PAUSE_AFTER_TROUBLE)

    def _thread(self, name: str, target: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread


class Lane:
    """Works off the jobs of one lane, one after the other, in a thread that is replaced when a job hangs."""

    def __init__(self, name: str, process: WorkerProcess):
        self.name = name
        self.process = process
        self.wake = threading.Event()
        self.thread: threading.Thread | None = None
        self.job: Job | None = None
        self._ends: float = 0.0
        self._lock = threading.Lock()

    def start(self) -> None:
        self.thread = threading.Thread(target=self._work, name=f"lane-{self.name}", daemon=True)
        self.thread.start()

    def look_after(self) -> None:
        """Leave a job behind that runs longer than its limit, and replace a thread that has died."""
        job = self.job
        if job and time.monotonic() > self._ends:
            self._replace(job)
        elif self.thread and not self.thread.is_alive() and not self.process.stopping.is_set():
            logger.critical("Lane %s had died and is started again", self.name, extra=self.process.facts)
            self.start()

    def leave(self) -> Job | None:
        """The job that still runs, which from now on is no longer ours."""
        with self._lock:
            job, self.job, self.thread = self.job, None, None
        return job

    def _replace(self, job: Job) -> None:
        with self._lock:
            if self.job is not job:
                return  # it ended just now
            if self.thread:
                self.process.left_behind.append(self.thread)
            self.job = None
            self.start()
        logger.error("Job %s %s runs longer than its limit; its thread is left behind", job.pk, job.name)
        steps.fail(job, OverLimit(), now=timezone.now())

    def _is_mine(self) -> bool:
        return self.thread is threading.current_thread()

    def _work(self) -> None:
        try:
            while self._is_mine() and not self.process.stopping.is_set():
                self.wake.clear()
                try:
                    while self._is_mine() and not self.process.stopping.is_set() and self._one():
                        pass
                except Exception as trouble:
                    self.process._pause(trouble, self.name)
                else:
                    self.wake.wait(timeout=5)
        finally:
            connections.close_all()

    def _one(self) -> bool:
        close_old_connections()
        job = steps.take(self.name, worker=self.process.name, now=timezone.now(), lease=lease_time())
        if job is None:
            return False
        limit = registry.jobs[job.name].limit if job.name in registry.jobs else registry.DEFAULT_LIMIT
        with self._lock:
            self._ends = time.monotonic() + limit.total_seconds()
            self.job = job
        try:
            run(job)
        finally:
            with self._lock:
                if self.job is job:
                    self.job = None
        return True


class Loop:
    """Calls a registered function again and again, and remembers whether that works."""

    def __init__(self, definition: registry.LoopDefinition, process: WorkerProcess):
        self.definition = definition
        self.process = process
        self.thread: threading.Thread | None = None
        self._failed = False
        self._since: float | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._work, name=f"loop-{self.definition.name}", daemon=True)
        self.thread.start()

    def is_failing(self) -> bool:
        """The last call failed, or the present one does not come back."""
        since = self._since
        return self._failed or (since is not None and time.monotonic() - since > LOOP_STUCK_AFTER)

    def once(self) -> None:
        self._since = time.monotonic()
        try:
            with translation.override(settings.LANGUAGE_CODE):
                self.definition.function()
            self._failed = False
        except Exception as error:
            if not self._failed:
                logger.error("Loop %s failed", self.definition.name, exc_info=error)
            self._failed = True
        finally:
            self._since = None

    def _work(self) -> None:
        pause = self.definition.every.total_seconds()
        while not self.process.stopping.is_set():
            self.once()
            close_old_connections()
            self.process.stopping.wait(max(pause, PAUSE_AFTER_TROUBLE) if self._failed else pause)
        connections.close_all()
