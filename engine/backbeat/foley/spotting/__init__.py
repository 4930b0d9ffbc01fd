"""What should sound, and when: what people asked for, what is heard and seen, and where cuts are.

`labels`, `marked`, `sheets`, `captions` and `scripts` read what people wrote; `guide` listens to
the sound that was recorded with the picture; `scenes` and `whooshes` look at cuts; `spot` joins it
all into cues. Nothing here opens a file: text, samples and pictures' measures come in.
"""
