"""When, and on which machine: the timetable, the heartbeat and what runs the visits."""
