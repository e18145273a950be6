namespace AIOps.Incidents.RootCause;

/// <summary>Settings of the ranking; one set for all systems.</summary>
public sealed class RootCauseOptions
{
    /// <summary>How far before the given onset a series' own onset is looked for.</summary>
    public TimeSpan LookBack { get; set; } = TimeSpan.FromMinutes(6);

    /// <summary>How much after the onset is read.</summary>
    public TimeSpan LookAhead { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Normal history that is needed to know what is unusual; with less, how far a series went from its past counts in proportion. A minute of a process that
    /// has just started shows neither its usual memory nor its usual noise.
    /// </summary>
    public TimeSpan Familiar { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Below this confidence the answer is "undetermined".</summary>
    public double DeterminedFrom { get; set; } = 0.4;

    /// <summary>A change counts as evidence when it was at most so long before the onset of its service's own trouble.</summary>
    public TimeSpan ChangeWindow { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Most series that are read; the rest is left out, those of the symptoms last.</summary>
    public int MaxSeries { get; set; } = 50_000;
}
