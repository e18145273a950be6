using AIOps.Contracts.Configuration;

namespace AIOps.Remediation;

/// <summary>Settings of the remediation engine, section <c>Remediation</c>.</summary>
public sealed class RemediationOptions : ICheckedOptions
{
    /// <summary>Folder of runbooks: <c>ID/vMAJOR.yaml</c>. Empty for the one beside the program.</summary>
    public string RunbookFolder { get; set; } = "";

    /// <summary>Term of a target's lease; a node that dies keeps its target for at most that long.</summary>
    public TimeSpan LeaseTerm { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Runs at work at once, over all runbooks.</summary>
    public int MaxActiveRuns { get; set; } = 3;

    /// <summary>Runs at work at once on services of tier 1.</summary>
    public int MaxActiveTierOneRuns { get; set; } = 1;

    /// <summary>Runs in an hour, over all runbooks.</summary>
    public int MaxRunsPerHour { get; set; } = 30;

    /// <summary>Longest hold of a P1 page while an automatic run proceeds.</summary>
    public TimeSpan PageHoldP1 { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest hold of any other page.</summary>
    public TimeSpan PageHold { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an approval may be given for a plan, and a queued run may wait for its target.</summary>
    public TimeSpan PlanLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Same repair of the same target so often within <see cref="RecurrenceWindow"/> opens a problem record.</summary>
    public int RecurrenceCount { get; set; } = 3;

    /// <summary>See <see cref="RecurrenceCount"/>.</summary>
    public TimeSpan RecurrenceWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Workloads of our own (our host, bus, store) that runbooks may act on all the same.</summary>
    public IList<string> AllowOwn { get; } = [];

    /// <summary>Names of environment variables that scripts inherit.</summary>
    public IList<string> InheritedEnvironment { get; } = [];

    /// <summary>
    /// Where steps get control groups of their own: empty for below our own group of version 2, <c>none</c>, or folders of control groups that were
    /// prepared for it, joined by colons.
    /// </summary>
    public string ControlGroup { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (ControlGroup is not ("" or Guarding.ControlGroups.None) && Guarding.ControlGroups.Folders(ControlGroup).FirstOrDefault(folder => !File.Exists(Path.Combine(folder, "cgroup.procs"))) is { } wrong)
        {
            yield return new(section + ":ControlGroup", wrong, "is no folder of control groups", "name one below /sys/fs/cgroup that we may write to, or none, or leave it empty");
        }

        if (RunbookFolder.Length > 0 && !Directory.Exists(RunbookFolder))
        {
            yield return new(section + ":RunbookFolder", RunbookFolder, "there is no such folder", "name a folder with ID/v1.yaml files, or leave it empty for the shipped ones");
        }

        if (LeaseTerm < TimeSpan.FromSeconds(3) || LeaseTerm > TimeSpan.FromMinutes(5))
        {
            yield return new(section + ":LeaseTerm", LeaseTerm.ToString(), "out of range", "write a time between 00:00:03 and 00:05:00");
        }

        foreach (var (key, value, max) in new[] { (nameof(MaxActiveRuns), MaxActiveRuns, 100), (nameof(MaxActiveTierOneRuns), MaxActiveTierOneRuns, 100), (nameof(MaxRunsPerHour), MaxRunsPerHour, 1000), (nameof(RecurrenceCount), RecurrenceCount, 100) })
        {
            if (value < 1 || value > max)
            {
                yield return new($"{section}:{key}", value.ToString(System.Globalization.CultureInfo.InvariantCulture), "out of range", $"write a number from 1 to {max}");
            }
        }

        foreach (var (key, value) in new[] { (nameof(PageHoldP1), PageHoldP1), (nameof(PageHold), PageHold) })
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromMinutes(10))
            {
                yield return new($"{section}:{key}", value.ToString(), "out of range", "write a time between 00:00:00 and 00:10:00");
            }
        }
    }
}
