namespace AIOps.Collectors.Probes;

/// <summary>Makes of a row of results an alert that fires after some failures in a row and clears after some successes in a row. Pure.</summary>
internal sealed class ProbeJudge(int failuresToAlert, int successesToClear)
{
    private int _failures;
    private int _successes;
    private int _ofKind;
    private string _kind = "";
    private bool _told;

    /// <summary>Whether the alert fires.</summary>
    public bool Firing { get; private set; }

    /// <summary>The kind of fault that was told.</summary>
    public string FaultKind { get; private set; } = "";

    /// <summary>Takes a result.</summary>
    public ProbeChange Observe(ProbeResult result)
    {
        if (result.Success)
        {
            (_failures, _ofKind) = (0, 0);
            if (++_successes < successesToClear || (_told && !Firing))
            {
                return ProbeChange.None;
            }

            // The first time as well: an alert of before our own restart may still be open.
            (Firing, _told) = (false, true);
            return ProbeChange.Clears;
        }

        _successes = 0;
        _failures++;
        _ofKind = result.FaultKind == _kind ? _ofKind + 1 : 1;
        _kind = result.FaultKind;
        var enough = Firing ? _kind != FaultKind && _ofKind >= failuresToAlert : _failures >= failuresToAlert;
        if (!enough)
        {
            return ProbeChange.None;
        }

        (Firing, FaultKind, _told) = (true, _kind, true);
        return ProbeChange.Fires;
    }
}
