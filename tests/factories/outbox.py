"""Running the jobs that a test has caused, as a worker would."""

from cms.outbox.models import Job
from cms.outbox.worker import work_off


def run_jobs() -> int:
    """Run all due jobs in this thread, with their follow-ups; a job that fails fails the test. Returns how many ran."""
    done = work_off()
    failed = [f"{job} {job.last_error}" for job in Job.objects.exclude(last_error="")]
    assert not failed, failed
    return done
