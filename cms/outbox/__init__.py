"""Jobs: what must still happen outside the transaction, and what happens again and again.

Why not django-q2's database broker, which was looked at first (1.11): a failed job comes back after one fixed time
without back-off; a lease cannot be renewed, so it must be longer than the longest job; a cluster puts jobs into memory
before it runs them; each lane is a cluster of four and more processes; it only polls; it keeps the text of exceptions,
where personal data may stand; and it knows no job that is unique by key. `docs/outbox.md` describes ours.
"""
