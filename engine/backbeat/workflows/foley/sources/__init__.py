"""Where sounds come from: one protocol over libraries, makers and services, and the choosing.

`opening` opens the sources that a request names, `choosing` gives each cue the sound that fits best
and the next best, `credits` says whose they are. `library`, `starter` and `synthesis` are on this
machine; `freesound`, `elevenlabs` and `command` are the user's to switch on, and what they give is
measured by `backbeat.foley.checking` before it may land.
"""
