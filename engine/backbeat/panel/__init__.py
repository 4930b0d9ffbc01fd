"""What a panel shows of files: timelines, waveforms, results, folders, corrections of beats.

Each call is short; long work is a job.
"""
