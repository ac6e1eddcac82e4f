"""What upper apps may have a word in: somebody who works here no longer."""

from django.dispatch import Signal

# Sent when somebody was deactivated in a way that saves no row (many at once): ``instance``, in the same transaction.
person_deactivated = Signal()
