"""What somebody may do in the engine's own lists: the words it keeps with each task, made from her memberships."""

from cms.organisation.models import Function, Membership


class ByMembership:
    """Grants nothing that is stored anywhere, and sees every flow."""

    def authenticate(self, request, **credentials):
        return None

    def get_all_permissions(self, user, obj=None):
        if not hasattr(user, "_work"):
            user._work = {
                f"cases.work_in_{department}_as_{function}"
                for department, hers in Membership.objects.filter(user=user).values_list("department_id", "function")
                for function in ([hers, Function.MEMBER] if hers == Function.LEAD else [hers])
            }
        return user._work

    def has_perm(self, user, permission, obj=None):
        """Our own pages never ask for a word of the queue's, and so cost no statement of it."""
        if permission.startswith("cases.work_in_"):
            return permission in self.get_all_permissions(user)
        return permission in {"cases.view_caseprocess", "viewflow.view_process"}
