@echo off
rem Door to bootstrap.py on Windows: "run.bat report", or a double click for the menu.
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
pushd "%~dp0"

rem A try, not "where": without Python, Windows has a "python" that only opens the Microsoft Store.
set "PY=py -3"
%PY% -c "import sys" >nul 2>nul
if not errorlevel 1 goto found
set "PY=python"
%PY% -c "import sys" >nul 2>nul
if not errorlevel 1 goto found
echo Chưa có Python trên máy này. Hãy cài Python 3.11 trở lên từ python.org, đánh dấu "Add python.exe to PATH".
echo There is no Python on this machine. Install 3.11 or newer from python.org, tick "Add python.exe to PATH".
if "%~1"=="" pause
popd
exit /b 3

:found
if "%~1"=="" goto menu
%PY% bootstrap.py %*
set "CODE=%errorlevel%"
popd
exit /b %CODE%

:menu
echo.
echo   Sản xuất sạch hơn trong công nghiệp / Cleaner production in industry
echo.
echo   1  Chọn, chạy và so sánh báo cáo / Choose, run and compare reports
echo   2  Mở sổ tính JupyterLab         / Open the notebooks in JupyterLab
echo   3  Lập các báo cáo mặc định      / Make the default reports
echo   4  Kiểm tra số liệu              / Check data and parameters
echo   5  Chạy bộ kiểm thử              / Run the tests
echo   Enter: thoát / quit
echo.
set "CHOICE="
set /p "CHOICE=  Chọn số / Choose a number: "
if not defined CHOICE goto leave
set "JOB="
if "%CHOICE%"=="1" set "JOB=page"
if "%CHOICE%"=="2" set "JOB=lab"
if "%CHOICE%"=="3" set "JOB=report"
if "%CHOICE%"=="4" set "JOB=check"
if "%CHOICE%"=="5" set "JOB=test"
if not defined JOB goto menu
%PY% bootstrap.py %JOB%
goto menu

:leave
popd
