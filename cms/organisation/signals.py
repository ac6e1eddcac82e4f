"""What upper apps may have a word in: the end of a department or a membership, and changed hours."""

from django.dispatch import Signal

# Sent before a department's row goes: ``department``. A receiver that still needs it raises DepartmentStillNeeded.
department_ending = Signal()

# Sent before a person leaves a department: ``membership``. A receiver may raise MembershipStillNeeded.
membership_ending = Signal()

# Sent after hours, exceptions or closures were written or removed, in the same transaction: ``owner`` (a partner,
# department, office or contact point). A closure's owner is its department, and it holds for everything below it.
hours_changed = Signal()
