# Every target is a job of bootstrap.py; `make report ARGS="--province ha-noi"` passes arguments on.
PYTHON ?= python3
JOBS := help report page lab check test lint bench lock wheelhouse

.PHONY: $(JOBS)
$(JOBS):
	@$(PYTHON) bootstrap.py $@ $(ARGS)
