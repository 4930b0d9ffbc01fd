"""Running jobs on a Ray cluster (`pip install 'backbeat[ray]'`). Nothing else imports Ray.

Each job is a Ray task that asks for the processors, memory and graphics cards it needs. When its
process or its machine dies, Ray runs it again elsewhere: outputs are written whole or not at all,
so a second attempt may do all of it again. Of an engine with roots, the task runs its job in a
process of its own, which is held to them. Steps and cancels go through one actor beside the
engine.
"""
