# Thin on purpose: every line calls Maven or the Java program, so that it works wherever they do.
# `make` and `make help` list the targets.

SHELL := /bin/sh
JAVA_HOME := $(shell sh scripts/tools.sh java-home)
export JAVA_HOME
JAVA := $(JAVA_HOME)/bin/java
MVN := mvn -B -q
JAR := target/quarkus-app/quarkus-run.jar
# Native calls, the Vector API, and a heap that stays small: weights and cache are native memory.
FLAGS := --enable-native-access=ALL-UNNAMED --add-modules=jdk.incubator.vector -Xmx512m -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError
OUTRIDER := $(JAVA) $(FLAGS) -jar $(JAR)
SOURCES := $(shell find src/main config -type f 2>/dev/null) pom.xml

.DEFAULT_GOAL := help
.PHONY: help run build natives models doctor test smoke check format e2e bench bench-quick bench-smoke bench-gpu simulate soak clean tools

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: tools build ## Fetch what is missing and serve on 127.0.0.1:8080
	@$(OUTRIDER) natives
	@exec $(OUTRIDER) serve

tools:
	@sh scripts/tools.sh check

build: $(JAR) ## Compile and package, without tests

$(JAR): $(SOURCES)
	@sh scripts/tools.sh check
	@echo "==> Building Outrider (the first time also brings its libraries, about a minute)"
	@$(MVN) package -Dmaven.test.skip=true

natives: build ## Fetch llama.cpp's libraries for this machine
	@$(OUTRIDER) natives

models: build ## Fetch the models of OUTRIDER_PRESET (default: the Qwen2.5-Coder pair)
	@$(OUTRIDER) models

doctor: build ## Say what is here and what is missing
	@$(OUTRIDER) doctor

test: natives ## Run every test that needs no downloaded model
	@echo "==> Running the tests (about five minutes)"
	@mvn -B test

smoke: build natives ## Run the packaged server with a real 98 MB model
	@echo "==> A short run with SmolLM2-135M (98 MB the first time)"
	@OUTRIDER_PRESET=small $(OUTRIDER) models
	@mvn -B test-compile surefire:test -DfailIfNoTests=true -Dtest.groups=real -Dtest.excluded=e2e

e2e: build natives models ## Run the real pair with the OpenAI SDKs for Python, Node and Java
	@echo "==> The real Qwen2.5-Coder pair and the official SDKs (about ten minutes)"
	@mvn -B test-compile surefire:test -DfailIfNoTests=true -Dtest.groups=e2e -Dtest.excluded=real

bench-smoke: build ## Compare with llama-bench, and speculation with plain decoding
	@$(OUTRIDER) bench-smoke

# FULL=1 measures every combination, about ten hours; an interrupted run goes on where it was.
bench: build ## Measure against llama-server, the published cells (two hours; FULL=1: all)
	@$(OUTRIDER) bench --extent $(if $(FULL),FULL,CORE)

bench-quick: build ## The same with five cells (ten minutes)
	@$(OUTRIDER) bench --extent QUICK

# Never run on a GPU by this project so far; GPU="--layers 0" shows on any machine that it runs.
bench-gpu: build natives models ## Pass times, and auto against none, with both models on a GPU (unverified)
	@$(OUTRIDER) bench-gpu $(GPU)

simulate: build ## Hold the draft-length control against the best fixed lengths (two minutes)
	@$(OUTRIDER) simulate

soak: build ## Let badly behaved clients use the server for 20 minutes; find what is left
	@$(OUTRIDER) soak $(SOAK)

check: ## Formatting and static checks
	@sh scripts/tools.sh check
	@$(MVN) spotless:check
	@$(MVN) test-compile

format: ## Format the sources
	@$(MVN) spotless:apply

clean: ## Remove what was built; downloads stay in the cache
	@rm -rf target
