#!/bin/sh
# The frozen program on macOS 14 or newer, Apple silicon. Not proven: nobody here has run it.
# Needs a Python 3.11 to 3.13 to build; what it makes needs none.
set -eu
cd "${0%/*}/../../.."
python3.11 tools/frozen/build.py --pack
BACKBEAT_HOME=$(mktemp -d)
export BACKBEAT_HOME
program=dist/backbeat/backbeat
"$program" --version
"$program" doctor
"$program" demo "$BACKBEAT_HOME/demo"
"$program" plugins install resolve --dry-run
# What is downloaded is quarantined unless it is signed and notarised. With a Developer ID:
#   codesign --force --deep --options runtime --timestamp --sign "Developer ID Application: ..." dist/backbeat
#   ditto -c -k --keepParent dist/backbeat backbeat.zip
#   xcrun notarytool submit backbeat.zip --keychain-profile ... --wait
# --options runtime may need the entitlement com.apple.security.cs.disable-library-validation.
