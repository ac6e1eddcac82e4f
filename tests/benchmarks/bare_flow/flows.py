"""Two human steps and nothing else: no inbox, no deadline, no audit, no letter."""

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class BareFlow(flow.Flow):
    """The engine alone, with the same lock."""

    process_class = Process
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.answer)
    answer = flow.View(None).Next(this.approve)
    approve = flow.View(None).Next(this.end)
    end = flow.End()
