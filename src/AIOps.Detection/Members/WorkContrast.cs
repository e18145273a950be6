namespace AIOps.Detection.Members;

/// <summary>
/// A member that lives and does nothing while others of its workload go on. What contrasts with others at the same moment needs no long history, no season and no band,
/// and is not learnt away while it lasts.
/// </summary>
/// <param name="StillMs">For how long, milliseconds.</param>
/// <param name="Usual">What it usually does in a second.</param>
/// <param name="Others">How many others go on.</param>
/// <param name="Missing">How many pieces of work were to be expected of it meanwhile, given what the others do.</param>
public readonly record struct WorkContrast(long StillMs, double Usual, int Others, double Missing)
{
    /// <summary>Nobody notices less: by chance alone it happens once in 22,000 times (Poisson).</summary>
    public const double FewestMissing = 10;

    /// <summary>Holds one member against the others.</summary>
    /// <param name="member">Whom.</param>
    /// <param name="all">All members of its workload by the same metric, itself among them.</param>
    /// <returns>Null when it does not stand out: it works, is not steady, most others stand still as well, or too little was to be expected.</returns>
    public static WorkContrast? Of(WorkPulse member, IReadOnlyList<WorkPulse> all)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(all);
        if (!member.StandsStill)
        {
            return null;
        }

        int still = 0, others = 0;
        double usual = 0, lately = 0;
        var since = member.MovedMs;
        foreach (var other in all)
        {
            if (other.StandsStill)
            {
                still++;
            }
            else if (other.GoesOn && other.HeardMs >= member.HeardMs - (member.StillMs / 2) && member.HeardMs - other.MovingSinceMs >= member.TellingMs)
            {
                others++;
                usual += other.Usual;
                lately += other.Lately;
                since = Math.Max(since, other.MovingSinceMs);
            }
        }

        // what nobody did before was not its to do
        var missing = usual > 0 ? member.Usual * Math.Min(1, lately / usual) * (member.HeardMs - since) / 1000 : 0;
        return others > 0 && others >= still && missing >= FewestMissing ? new WorkContrast(member.StillMs, member.Usual, others, missing) : null;
    }
}
