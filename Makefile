.DEFAULT_GOAL := help
.PHONY: help demo serve test benchmark format clean

help:
	@echo 'make demo        set up, build, score the sample radiograph over HTTP, stop'
	@echo 'make serve       set up, build, serve on 127.0.0.1:8080 until Ctrl-C (PORT=9000 for another port)'
	@echo 'make test        set up, lint, build, run all tests'
	@echo 'make benchmark   set up, build, measure this machine in about ten minutes (ARGUMENTS=--encoders-only for less)'
	@echo 'make format      rewrite the Swift sources in the project'\''s format'
	@echo 'make clean       remove the build folder'

demo:
	@Deploy/demo

serve:
	@Deploy/serve

test:
	@Deploy/test

benchmark:
	@Deploy/benchmark $(ARGUMENTS)

format:
	@Deploy/format

clean:
	@Deploy/clean
