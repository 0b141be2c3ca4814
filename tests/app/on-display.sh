#!/bin/sh
# on-display.sh - runs a program on a display, a bus and a home of its own
# SPDX-License-Identifier: GPL-3.0-or-later
#
# on-display.sh PROGRAM [ARGUMENT...]
#
# ON_DISPLAY=virtual keeps the home of whoever calls, ON_DISPLAY=own the display too.
#
# The bus knows no services but that of accessibility: with the system's own, desktop portals would
# be started and outlive the test. The display is as large as the window in the design.
set -u

for tool in Xvfb dbus-run-session; do
  command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
done

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/services" "$place/home/.config/gtk-4.0" "$place/run"
chmod 700 "$place/run"
cp /usr/share/dbus-1/services/org.a11y.Bus.service "$place/services/" 2>/dev/null
cat >"$place/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=$place/run</listen>
 <servicedir>$place/services</servicedir>
 <policy context="default"><allow send_destination="*" eavesdrop="true"/>
  <allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
CONF
cat >"$place/home/.config/gtk-4.0/settings.ini" <<CONF
[Settings]
gtk-font-name=Cantarell 11
gtk-enable-animations=false
gtk-decoration-layout=:close
CONF

if [ -z "${ON_DISPLAY:-}" ]; then
  unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
  export HOME="$place/home" XDG_RUNTIME_DIR="$place/run" TZ=Asia/Shanghai \
         GTK_A11Y="${GTK_A11Y:-none}"
fi
if [ "${ON_DISPLAY:-}" = own ]; then
  dbus-run-session --config-file="$place/bus.conf" -- "$@"
  exit
fi

unset WAYLAND_DISPLAY
export XDG_CONFIG_HOME="$place/home/.config" LC_ALL=C.UTF-8 GDK_BACKEND=x11 \
       GSK_RENDERER=cairo GDK_DEBUG=gl-disable GSETTINGS_BACKEND=memory GIO_USE_VFS=local

# Xvfb chooses a number itself: two tests that start at once would choose the same one.
mkfifo "$place/display"
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp -noreset 3<>"$place/display" 2>/dev/null &
server=$!
trap 'kill $server; wait $server; rm -rf "$place"' EXIT
read -r number <"$place/display"
# What services say is not what the test says.
DISPLAY=:$number dbus-run-session --config-file="$place/bus.conf" -- \
  sh -c '"$@" >&4 4>&-' sh "$@" 4>&1 >&2
