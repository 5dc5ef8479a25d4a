"""Alembic's entry: runs the migrations on the engine that ``app.schema`` hands over."""

from alembic import context

from app.models import Model
from app.records.access import CHECKED
from app.schema import is_ours

engine = context.config.attributes["engine"]

with engine.connect().execution_options(**{CHECKED: True}) as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        include_object=is_ours,
        render_as_batch=engine.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
