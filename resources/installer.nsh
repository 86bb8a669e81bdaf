; Additions to electron-builder's NSIS installer: the service stops and starts around an update, a firewall rule with consent, and mail
; that outlives the program. test/architecture/installer.test.ts compiles it as electron-builder does.

; As main/host/system-service/ calls them.
!define SERVICE "Gatepost"
!define SERVICE_EVENTS "SYSTEM\CurrentControlSet\Services\EventLog\Application\Gatepost"
!define SERVICE_PROGRAM "$INSTDIR\resources\service\bin\node.exe"
!define QUIT_SECONDS 30
!define APP_RULE "Gatepost mail server"
!define SERVICE_RULE "Gatepost mail server (service)"

; electron-builder leaves these two out where its check for running programs is replaced.
!include "getProcessInfo.nsh"
Var pid
!ifndef BUILD_UNINSTALLER
  Var serviceRan
!endif

; What runs out of the folder is ended by force by that check. Service and application are stopped before, in order: mail that is coming
; in arrives. The application is asked by a second start of it (main/desktop/start-arguments.ts), and has the time of its own Quit.
!macro customCheckAppRunning
  nsExec::Exec `"$PowerShellPath" -NoProfile -NonInteractive -C "if ((Get-Service -Name ${SERVICE} -ErrorAction SilentlyContinue).Status -ne 'Running') { exit 1 }; Stop-Service -Name ${SERVICE} -ErrorAction Stop"`
  !ifdef BUILD_UNINSTALLER
    Pop $0
  !else
    ; 0: it ran, and has stopped.
    Pop $serviceRan
  !endif
  nsExec::Exec `"$PowerShellPath" -NoProfile -NonInteractive -C "$$app = '$INSTDIR\${APP_EXECUTABLE_FILENAME}'; $$running = @(Get-CimInstance -ClassName Win32_Process | ? { $$_.ExecutablePath -eq $$app }); if ($$running) { Start-Process -FilePath $$app -ArgumentList '--quit'; Wait-Process -Id $$running.ProcessId -Timeout ${QUIT_SECONDS} -ErrorAction SilentlyContinue }"`
  Pop $0
  !insertmacro IS_POWERSHELL_AVAILABLE
  !insertmacro _CHECK_APP_RUNNING
!macroend

!macro allowProgram NAME PROGRAM
  nsExec::Exec 'netsh advfirewall firewall add rule name="${NAME}" dir=in action=allow protocol=TCP program="${PROGRAM}" enable=yes'
  Pop $0
!macroend

!macro forgetProgram NAME PROGRAM
  nsExec::Exec 'netsh advfirewall firewall delete rule name="${NAME}" program="${PROGRAM}"'
  Pop $0
!macroend

!macro customInstall
  ; Other computers reach the server only through the firewall. The rules are for the programs, whatever ports the settings choose.
  ${ifNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION "May other computers reach this mail server?$\r$\n$\r$\nYes adds rules for Gatepost to the Windows firewall, for the application and for the service. They can be changed there at any time." /SD IDNO IDNO noFirewallRule
      !insertmacro allowProgram "${APP_RULE}" "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
      !insertmacro allowProgram "${SERVICE_RULE}" "${SERVICE_PROGRAM}"
    noFirewallRule:
  ${endIf}
  ${if} $serviceRan == 0
    nsExec::Exec '"$SYSDIR\sc.exe" start ${SERVICE}'
    Pop $0
  ${endIf}
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    !insertmacro forgetProgram "${APP_RULE}" "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
    !insertmacro forgetProgram "${SERVICE_RULE}" "${SERVICE_PROGRAM}"
    ; A service whose program is gone would fail at each start of the computer. Its data is not the program's to take along.
    nsExec::Exec '"$SYSDIR\sc.exe" delete ${SERVICE}'
    Pop $0
    DeleteRegKey HKLM "${SERVICE_EVENTS}"
    SetShellVarContext all
    Delete "$APPDATA\Gatepost\service.json"
    Delete "$APPDATA\Gatepost\gatepost-service.exe"
    IfFileExists "$APPDATA\Gatepost\data\*.*" 0 keepServiceData
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Delete all mail, accounts, settings and logs of the service as well?$\r$\n$\r$\n$APPDATA\Gatepost\data$\r$\n$\r$\nThis cannot be undone. No keeps them for a later installation." /SD IDNO IDNO keepServiceData
      RMDir /r "$APPDATA\Gatepost\data"
    keepServiceData:
    ; The application is everybody's, the data this user's: the folder is named and removed as his.
    SetShellVarContext current
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Delete all mail, accounts, settings and logs of this user as well?$\r$\n$\r$\n$APPDATA\Gatepost$\r$\n$\r$\nThis cannot be undone. No keeps them for a later installation." /SD IDNO IDNO keepData
      RMDir /r "$APPDATA\Gatepost"
    keepData:
    SetShellVarContext all
  ${endIf}
!macroend
