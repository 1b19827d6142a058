# Bildungsbericht: was das Projekt kann. „make help“ zeigt alle Befehle.

PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
HELPERS := $(BIN)/python -m helpers
READY := @$(PYTHON) -I src/helpers/bootstrap.py

# Die Angaben erreichen die Befehle über die Umgebung: so bleibt „Halle (Saale)“ ein Wort und ein Text ein Text.
export LAND CLUSTER CITY CITIES YEAR FORMAT ASSEMBLER FILE CHAPTER
# „make -C …“ wechselt den Ordner; eine Datei meint, wer sie nennt, von seinem Ordner aus.
export CALLED_FROM := $(PWD)

# Übersetzter Programmcode bleibt liegen (in .venv und __pycache__): ohne ihn dauert jeder Start zwei- bis dreimal so lange.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report edition reports why profiles check import withdraw cities preview lab quarto picture test test-long lint bench clean setup

help: ## Diese Übersicht zeigen
	@echo 'Aufruf: make BEFEHL [ANGABE=WERT …]'
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

report: ## Bericht einer Kommune erstellen: CITY=augsburg [FORMAT=html,pdf,docx,epub,kurzbericht,steckbrief,sozialraeume,ratsvorlage,folien|all] [YEAR=2025] [ASSEMBLER=auto|builtin|quarto]
	$(READY)
	@$(HELPERS) report

edition: ## Eine veröffentlichte Ausgabe festhalten, damit spätere ihre geheimen Zahlen schützen: CITY=augsburg [YEAR=2025]
	$(READY)
	@$(HELPERS) edition

reports: ## Berichte aller Kommunen erstellen: [CITIES="augsburg jena"] [LAND=09] [FORMAT=…] [CLUSTER=tcp://…]
	$(READY)$(if $(CLUSTER), cluster)
	@$(HELPERS) reports

why: ## Sagen, wann und warum jedes Kapitel gebaut wurde: CITY=augsburg
	$(READY)
	@$(HELPERS) why

profiles: ## Profile aller Kreise aus einer INKAR-Sammeldatei anlegen: FILE=…
	$(READY)
	@$(HELPERS) profiles

cities: ## Alle Kommunen mit Profil auflisten
	$(READY)
	@$(HELPERS) cities

check: ## Daten prüfen und den Prüfbericht schreiben: CITY=augsburg
	$(READY)
	@$(HELPERS) check

import: ## Datei oder Ordner einlesen: FILE=… [CITY=augsburg]
	$(READY)
	@$(HELPERS) import

withdraw: ## Einlesen einer Datei zurücknehmen: FILE=… [CITY=augsburg]
	$(READY)
	@$(HELPERS) withdraw

preview: ## Bericht beim Bearbeiten ansehen: CITY=augsburg, oder ein Kapitel aller Kommunen: CHAPTER=03 [YEAR=2025]
	$(READY) preview
	@$(HELPERS) preview

lab: ## JupyterLab zum Bearbeiten der Notebooks öffnen: [CITY=augsburg] [YEAR=2025]
	$(READY) lab
	@$(HELPERS) lab

quarto: ## Quarto in die Umgebung des Projekts installieren, wo das Netz es erlaubt
	$(READY)
	@$(HELPERS) quarto

picture: ## Bilder des Ergebnisses für das README erneuern (braucht chromium und pdftoppm)
	$(READY) dev
	@$(BIN)/python docs/make_pictures.py

test: ## Alle Tests ausführen (unter 10 Minuten)
	$(READY) dev
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-long: ## Auch die langen Tests ausführen
	$(READY) dev
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'long or not long'

lint: ## Stil, Typen und Aufbau des Programms prüfen
	$(READY) dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

bench: ## Laufzeiten messen
	$(READY) dev
	@$(BIN)/python -m tests.benchmarks

clean: ## Zwischenergebnisse löschen (Berichte und Daten bleiben)
	@rm -rf _build
	@echo 'Gelöscht: _build. Der nächste Bericht wird vollständig neu erstellt.'

setup: ## Nur die Umgebung einrichten
	$(READY)
