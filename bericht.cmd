@echo off
rem Dieselben Befehle wie "make", fuer Windows: bericht report CITY=augsburg. Ein Doppelklick fragt nach der Kommune.
setlocal
chcp 65001 >nul
set "BERICHT_AUFRUF=bericht"
set "PYTHONUTF8=1"
if not defined PYTHON (
  where py >nul 2>nul && (set "PYTHON=py -3") || (set "PYTHON=python")
)
%PYTHON% -I "%~dp0src\helpers\bootstrap.py" %*
set "RESULT=%ERRORLEVEL%"
if "%~1"=="" pause
exit /b %RESULT%
