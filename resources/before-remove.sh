#!/bin/sh
# Before the Debian package is removed, and not before it is replaced by another version: a service that runs the program of this package
# would fail at each start of the computer. It ends in order, so that mail that is coming in arrives. Its data stays, and so does its user.
unit="${DPKG_ROOT:-}/etc/systemd/system/gatepost.service"
if [ "$1" = remove ] && grep -q '^ExecStart=:"/opt/Gatepost/' "$unit" 2> /dev/null; then
    systemctl disable --now gatepost.service || true
    rm -f "$unit" "${DPKG_ROOT:-}/etc/gatepost/service.json"
    systemctl daemon-reload || true
fi
exit 0
