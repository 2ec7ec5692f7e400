# The verbs of the project. Each sets up what it needs by itself, on a machine with python3 (3.11+) and make.

PYTHON := .venv/bin/python

.PHONY: help demo up down test check format lock bench histories embedded dev

help:  ## list these verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 18

demo: embedded  ## the awards of Hoàng Mai for 2019, then synthetic cases, on real servers
	@$(PYTHON) starter.py demo

up: embedded  ## the embedded servers and a worker, until Ctrl-C
	@$(PYTHON) starter.py up

down: embedded  ## stop what demo has left running
	@$(PYTHON) starter.py down

test: dev  ## all tests, on real servers
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(T)

check: dev  ## style, types, boundaries, dependencies
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m basedpyright
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PYTHON) -m deptry .

format: dev  ## put the code into its one form
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: dev  ## the climb and a dossier against bare workflows, and a council's sitting against one result at a time
	@$(PYTHON) -m benchmarks.climb
	@$(PYTHON) -m benchmarks.sitting
	@$(PYTHON) -m benchmarks.dossier
	@$(PYTHON) -m benchmarks.sealing
	@$(PYTHON) -m benchmarks.verification

histories: dev  ## record the histories of paths that the replay tests have none of; old ones stay
	$(PYTHON) -m tests.replay.record_histories
	$(PYTHON) -m tests.replay.record_objections
	$(PYTHON) -m tests.replay.record_sittings

lock: dev  ## resolve the dependencies anew
	$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes pyproject.toml -o requirements.lock
	$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes --extra embedded \
	  -c requirements.lock pyproject.toml -o requirements-embedded.lock
	$(PYTHON) -m uv pip compile --quiet --upgrade --universal --generate-hashes --extra embedded --group dev \
	  -c requirements-embedded.lock pyproject.toml -o requirements-dev.lock

embedded:
	@python3 bootstrap.py embedded

dev:
	@python3 bootstrap.py dev
