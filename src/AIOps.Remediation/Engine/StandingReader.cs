using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Engine;

/// <summary>Reads what the gauges show, now and then and only in the process that decides.</summary>
internal sealed class StandingReader
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // longer ago, and another process decides
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);
    private readonly EngineServices _services;
    private readonly SafeguardReader _safeguards;
    private DispatchLedger _ledger = new();
    private long _version;
    private volatile RemediationStanding? _last;

    public StandingReader(EngineServices services)
    {
        (_services, _safeguards) = (services, new SafeguardReader(services));
        services.Instruments.Observe(() => Last, services.Options);
    }

    /// <summary>What was read last; null when this process does not decide.</summary>
    public RemediationStanding? Last => _last is { } last && _services.Time.GetElapsedTime(last.ReadAt) < Stale ? last : null;

    /// <summary>Reads when it is time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && _services.Time.GetElapsedTime(last.ReadAt) < Every)
        {
            return;
        }

        var stored = await _services.Store.FindAsync(DocumentKind.Setting, DispatchLedger.Id, cancellationToken).ConfigureAwait(false);
        if (stored is not null && stored.Version != _version)
        {
            (_ledger, _version) = (AIOpsJson.Read<DispatchLedger>(stored.Body), stored.Version);
        }

        var since = await _services.Store.NowAsync(cancellationToken).ConfigureAwait(false) - TimeSpan.FromHours(1);
        var switches = await _safeguards.KillSwitchesAsync(cancellationToken).ConfigureAwait(false);
        _last = new RemediationStanding(_services.Time.GetTimestamp(), _ledger.Active.Count(), _ledger.Entries.Count(entry => entry.At > since), switches.Count);
    }
}
