# The frozen program on Windows. Not proven: nobody here has run it.
# Needs Python 3.11 to 3.13 to build; what it makes needs none. In PowerShell, in the repository:
#   powershell -ExecutionPolicy Bypass -File tools\frozen\recipes\windows.ps1
$ErrorActionPreference = "Stop"
py -3.11 tools\frozen\build.py --pack
$env:BACKBEAT_HOME = Join-Path $env:TEMP "backbeat-frozen-home"
$program = "dist\backbeat\backbeat.exe"
& $program --version
& $program doctor
& $program demo (Join-Path $env:TEMP "backbeat-frozen-demo") -y
& $program plugins install resolve --dry-run
# Windows asks whether to trust a program that nobody signed. With a certificate of your own:
#   signtool sign /fd SHA256 /tr TIMESTAMP_SERVER /td SHA256 dist\backbeat\backbeat.exe
