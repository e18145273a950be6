namespace AIOps.Remediation.Guarding;

/// <summary>
/// A guard and everything that its step started: one session. A script that makes process groups of its own stays in it; a daemon that it
/// starts with <c>setsid</c> leaves it and survives, as a restarted service must.
/// </summary>
public static class ProcessSession
{
    private const int MaxRounds = 200;

    /// <summary>Kills a guard with its session.</summary>
    /// <param name="guard">The guard as it was recorded.</param>
    /// <returns>True when the guard and every member are proven dead.</returns>
    public static bool Kill(ProcessIdentity guard)
    {
        // A session's number is not given to a new process while the session has members: another process under it means that all are gone.
        if (ProcessIdentity.Of(guard.Pid) is { } now && now.StartTime != guard.StartTime)
        {
            return true;
        }

        if (guard.IsAlive)
        {
            _ = NativeProcess.Kill(guard.Pid, NativeProcess.SigKill);
        }

        return KillMembers(guard.Pid, except: 0) && !guard.IsAlive;
    }

    /// <summary>True when neither the guard nor a member of its session is alive.</summary>
    public static bool IsDead(ProcessIdentity guard) =>
        !guard.IsAlive && ((ProcessIdentity.Of(guard.Pid) is { } now && now.StartTime != guard.StartTime) || !Members(guard.Pid, except: 0).Any());

    internal static bool KillMembers(int session, int except)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var any = false;
            foreach (var member in Members(session, except))
            {
                any = true;
                _ = NativeProcess.Kill(member.Pid, NativeProcess.SigKill);
            }

            if (!any)
            {
                return true;
            }

            // The kernel tells nobody but the parent that a process is gone, and these are other people's children.
            Thread.Sleep(round < 10 ? 1 : 10);
        }

        return false;
    }

    internal static IEnumerable<ProcessEntry> Members(int session, int except) =>
        ProcessTable.All().Where(entry => entry.Session == session && entry.Pid != except && entry.State is not ('Z' or 'X'));
}
