namespace AIOps.Remediation.Guarding;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
internal readonly record struct ProcessEntry(int Pid, char State, int Parent, int Group, int Session, long StartTime);
