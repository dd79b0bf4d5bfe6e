@echo off
chcp 65001 >nul
title จัดทำรายงาน ITA
setlocal
pushd "%~dp0"
if errorlevel 1 goto lost
set "PROGRAM={program}"
if not exist "%PROGRAM%" set "PROGRAM=%~dp0ita-report.exe"
if not exist "%PROGRAM%" set "PROGRAM=%~dp0..\ita-report.exe"
if not exist "%PROGRAM%" set "PROGRAM=ita-report.exe"
"%PROGRAM%" run --workspace .
set "CODE=%ERRORLEVEL%"
echo.
if "%CODE%"=="0" echo จัดทำและเผยแพร่รายงานแล้ว
if "%CODE%"=="1" echo ยังไม่เผยแพร่ มีข้อผิดพลาดที่ต้องแก้ ดูรายการข้างบน
if "%CODE%"=="2" echo การตั้งค่ายังไม่ถูกต้อง ดูข้อความข้างบน
if "%CODE%"=="3" echo จัดทำไม่สำเร็จ ฉบับเดิมยังอยู่ครบ ดูข้อความข้างบน
if "%CODE%"=="9009" echo ไม่พบโปรแกรม ita-report.exe วางไว้ในโฟลเดอร์นี้ หรือโฟลเดอร์ที่อยู่เหนือขึ้นไป
if not "%CODE%"=="0" goto end
rem The publication that was made last comes first.
for /f "delims=" %%D in ('dir /b /ad /o-d "output\*-h?"') do (
    start "" "%~dp0output\%%D\index.html"
    goto end
)
:end
popd
pause
exit /b %CODE%
:lost
echo เปิดโฟลเดอร์ของไฟล์นี้ไม่ได้ ตรวจการเชื่อมต่อไดรฟ์และสิทธิ์ แล้วเปิดใหม่
pause
exit /b 3
