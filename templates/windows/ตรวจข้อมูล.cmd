@echo off
chcp 65001 >nul
title ตรวจข้อมูล ITA
setlocal
pushd "%~dp0"
set "PROGRAM={program}"
if not exist "%PROGRAM%" set "PROGRAM=%~dp0ita-report.exe"
if not exist "%PROGRAM%" set "PROGRAM=%~dp0..\ita-report.exe"
if not exist "%PROGRAM%" set "PROGRAM=ita-report.exe"
"%PROGRAM%" check --workspace .
set "CODE=%ERRORLEVEL%"
echo.
if "%CODE%"=="0" echo ตรวจเสร็จแล้ว ไม่มีข้อผิดพลาด
if "%CODE%"=="1" echo ตรวจเสร็จแล้ว มีข้อผิดพลาดที่ต้องแก้ ดูรายการข้างบน
if "%CODE%"=="2" echo การตั้งค่ายังไม่ถูกต้อง ดูข้อความข้างบน
if "%CODE%"=="3" echo ตรวจไม่เสร็จ ดูข้อความข้างบน
if exist "output\returns\*.xlsx" start "" "output\returns"
popd
pause
exit /b %CODE%
