#!/bin/sh
# Refuses a payload that is no JSON list.
case "$PAYLOAD" in
  \[*\]*) echo "valid against $SCHEMA_URL" ;;
  *) echo "not a list" >&2; exit 1 ;;
esac
