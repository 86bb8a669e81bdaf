; Additions to electron-builder's NSIS installer: a firewall rule with consent, and mail that outlives the program.

!macro customInstall
  ; Other computers reach the server only through the firewall. The rule is for the program, whatever ports the settings choose.
  ${ifNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION "May other computers reach this mail server?$\r$\n$\r$\nYes adds a rule for Gatepost to the Windows firewall. It can be changed there at any time." /SD IDNO IDNO noFirewallRule
      nsExec::ExecToLog 'netsh advfirewall firewall add rule name="Gatepost mail server" dir=in action=allow protocol=TCP program="$INSTDIR\${APP_EXECUTABLE_FILENAME}" enable=yes'
    noFirewallRule:
  ${endIf}
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    nsExec::ExecToLog 'netsh advfirewall firewall delete rule name="Gatepost mail server" program="$INSTDIR\${APP_EXECUTABLE_FILENAME}"'
    ; The application is everybody's, the data this user's: the folder is named and removed as his.
    SetShellVarContext current
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Delete all mail, accounts, settings and logs of this user as well?$\r$\n$\r$\n$APPDATA\Gatepost$\r$\n$\r$\nThis cannot be undone. No keeps them for a later installation." /SD IDNO IDNO keepData
      RMDir /r "$APPDATA\Gatepost"
    keepData:
    SetShellVarContext all
  ${endIf}
!macroend
