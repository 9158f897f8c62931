@echo off
rem Starts launcher\Ot4j.java, where all the logic is. All that is checked here is that a JDK is there.
setlocal
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "major=0"
for /f "tokens=3 delims=@.+- " %%v in ('""%java%" --describe-module jdk.compiler 2^>nul"') do call :first %%v
if %major% lss 17 (
  echo ot4j: JDK 17 or newer is needed; install one or set JAVA_HOME 1>&2
  exit /b 1
)
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dot4j.root=%root%" "%root%\launcher\Ot4j.java" %*
exit /b %errorlevel%

:first
if %major%==0 set /a "major=%~1"
goto :eof
