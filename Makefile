# Bildungsbericht: was das Projekt kann. „make help“ zeigt alle Befehle.

PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
BERICHT := @$(PYTHON) -I src/helpers/bootstrap.py

# Die Angaben erreichen die Befehle über die Umgebung: so bleibt „Halle (Saale)“ ein Wort und ein Text ein Text. Auch was make selbst ausführen
# würde, FILE='$(shell …)', kommt Zeichen für Zeichen an.
ANGABEN := LAND CLUSTER CLUSTER_KEYS CITY CITIES YEAR FORMAT ASSEMBLER FILE CHAPTER GROUP PLATFORM BY ON OVERRULE ERRATUM TO SINCE FOR ACCEPT REJECT KEEP SOURCE KIND DRAFTS REPORTS
$(foreach name,$(ANGABEN),$(if $(filter-out undefined,$(origin $(name))),$(eval override $(name) := $$(value $(name)))))
export $(ANGABEN)
# „make -C …“ wechselt den Ordner; eine Datei meint, wer sie nennt, von seinem Ordner aus.
export CALLED_FROM := $(value PWD)

# Was Python anderswohin führte oder übersetzten Programmcode nicht liegen ließe (ohne ihn dauert jeder Start zwei- bis dreimal so lange).
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help report status approve review release publish portal reports why new check sources template update import withdraw backup cities preview lab quarto picture test test-long lint audit mutants bench clean bundle setup audit-deps

help: ## Diese Übersicht zeigen
	$(BERICHT) help

report: ## Bericht einer Kommune erstellen: CITY=augsburg [FORMAT=html,pdf,docx,epub,kurzbericht,steckbrief,sozialraeume,ratsvorlage,folien,leicht,english,zahl|all] [YEAR=2025] [ASSEMBLER=auto|builtin|quarto]
	$(BERICHT) report

status: ## Zeigen, welche Kapitel freigegeben sind und was sich seither geändert hat: CITY=augsburg [YEAR=2025] [SINCE=2025.1]
	$(BERICHT) status

approve: ## Ein Kapitel freigeben, wie der Bericht es jetzt zeigt: CITY=augsburg CHAPTER=03 BY="Vorname Nachname" [YEAR=2025]
	$(BERICHT) approve

review: ## Kapitel in Word prüfen lassen und Antworten lesen: CITY=augsburg [CHAPTER=03] [FOR=Jugendamt], FILE=antwort.docx|notizen.pdf, CITY=… ACCEPT=1,3|alle REJECT=2 KEEP=4 [BY=…] [FOR=alle]
	$(BERICHT) review

release: ## Eine Ausgabe abschließen, die sich nicht mehr ändert: CITY=augsburg [YEAR=2025] [ON=2026-03-12T10:00] [OVERRULE="Name"] [ERRATUM="…"]
	$(BERICHT) release

publish: ## Die abgeschlossenen Ausgaben für den Webserver schreiben: CITY=augsburg TO=<ordner oder zip>
	$(BERICHT) publish

portal: ## Eine Website für viele Kommunen schreiben, Vergleich aller Kreise und offene Daten: TO=<ordner> [CITIES="augsburg jena"|LAND=09] [DRAFTS=1] [REPORTS=1]
	$(BERICHT) portal

reports: ## Berichte aller Kommunen mit Profil erstellen: [CITIES="augsburg jena"|alle] [LAND=09] [FORMAT=…] [CLUSTER=tcp://…|tls://… CLUSTER_KEYS=…]
	$(BERICHT) reports

why: ## Sagen, wann und warum jedes Kapitel gebaut wurde: CITY=augsburg
	$(BERICHT) why

new: ## Ordner einer Kommune mit ausgefülltem Profil anlegen: CITY=Ulm, oder aller Kreise eines Landes: LAND=09
	$(BERICHT) new

cities: ## Alle Kommunen nach Ländern auflisten
	$(BERICHT) cities

check: ## Daten prüfen und den Prüfbericht schreiben: CITY=augsburg
	$(BERICHT) check

sources: ## Einkaufsliste schreiben: was da ist, fehlt oder veraltet ist, und woher es kommt: CITY=augsburg [YEAR=2025]
	$(BERICHT) sources

template: ## Excel-Vorlage für Ziele, Angebote oder Einrichtungen schreiben: CITY=augsburg KIND=ziele|angebote|einrichtungen
	$(BERICHT) template

update: ## Neue amtliche Zahlen abrufen, zeigen und mit ACCEPT=1 übernehmen: [CITY=augsburg] [SOURCE=regionalatlas|regionaldatenbank] [YEAR=2025] [ACCEPT=1]
	$(BERICHT) update

import: ## Datei oder Ordner einlesen: FILE=… [CITY=augsburg]
	$(BERICHT) import

backup: ## Eigene Daten, Kapitel, Notebooks und abgeschlossene Ausgaben in einer ZIP-Datei sichern
	$(BERICHT) backup

withdraw: ## Einlesen einer Datei zurücknehmen: FILE=… [CITY=augsburg]
	$(BERICHT) withdraw

preview: ## Bericht beim Bearbeiten ansehen: CITY=augsburg, oder ein Kapitel aller Kommunen: CHAPTER=03 [YEAR=2025]
	$(BERICHT) preview

lab: ## JupyterLab zum Bearbeiten der Notebooks öffnen: [CITY=augsburg] [YEAR=2025]
	$(BERICHT) lab

quarto: ## Quarto in die Umgebung des Projekts installieren, wo das Netz es erlaubt
	$(BERICHT) quarto

picture: ## Bilder des Ergebnisses für das README erneuern (braucht chromium und pdftoppm)
	$(BERICHT) setup dev
	@$(BIN)/python docs/make_pictures.py

test: ## Alle Tests ausführen (unter 10 Minuten): [COVERAGE=1]
	$(BERICHT) setup dev
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

test-long: ## Auch die langen Tests ausführen
	$(BERICHT) setup dev
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'long or not long'

lint: ## Stil, Typen und Aufbau des Programms prüfen
	$(BERICHT) setup dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && for system in linux darwin win32; do $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system || exit 1; done && $(BIN)/lint-imports --no-cache && $(BIN)/reuse lint --quiet

audit: ## Veröffentlichte Berichte mit den Quellen vergleichen, Zahl für Zahl, ohne den Programmcode: [CITIES="augsburg jena"]
	$(BERICHT) setup dev
	@$(BIN)/python -m tests.audit

mutants: ## Das Programm an zufälligen Stellen ändern und zählen, wie oft ein Test es merkt (Stunden; Linux, macOS)
	$(BERICHT) setup dev
	@$(BIN)/python -m tests.mutants

audit-deps: ## Lizenzen, Pflege und bekannte Lücken aller Pakete aus uv.lock zeigen
	$(BERICHT) setup dev
	@$(BIN)/python docs/audit_dependencies.py

bench: ## Laufzeiten messen
	$(BERICHT) setup dev
	@$(BIN)/python -m tests.benchmarks

clean: ## Zwischenergebnisse löschen (Berichte und Daten bleiben)
	@rm -rf _build
	@echo 'Gelöscht: _build. Der nächste Bericht wird vollständig neu erstellt.'

bundle: ## Das Projekt mit allen Paketen in eine ZIP-Datei legen, zum Einrichten ohne Netz: [PLATFORM=windows|macos|linux] [GROUP="preview lab"]
	$(BERICHT) bundle

setup: ## Nur die Umgebung einrichten: [GROUP=preview|lab|cluster|quarto|database]
	$(BERICHT) setup
