namespace AIOps.Collectors.Probes;

/// <summary>What a probe's result changes in what is told of it.</summary>
internal enum ProbeChange
{
    None,
    Fires,
    Clears,
}
