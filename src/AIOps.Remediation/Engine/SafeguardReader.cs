using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Engine;

/// <summary>Reads what the safeguards look at. Every read goes to the store: when it is away, nothing may run.</summary>
internal sealed class SafeguardReader(EngineServices services)
{
    public async Task<SafeguardState> ReadAsync(Runbook runbook, string targetClass, CancellationToken cancellationToken)
    {
        var store = services.Store;
        var ledger = await store.FindAsync(DocumentKind.Setting, DispatchLedger.Id, cancellationToken).ConfigureAwait(false);
        var entries = ledger is null ? new DispatchLedger() : AIOpsJson.Read<DispatchLedger>(ledger.Body);
        return new SafeguardState
        {
            Now = await store.NowAsync(cancellationToken).ConfigureAwait(false),
            Ledger = entries,
            LedgerVersion = ledger?.Version ?? 0,
            KillSwitches = await KillSwitchesAsync(cancellationToken).ConfigureAwait(false),
            Freezes = await SettingsAsync<Freeze>(Freeze.State, cancellationToken).ConfigureAwait(false),
            Trust = await TrustAsync(runbook, targetClass, cancellationToken).ConfigureAwait(false),
            Catalogue = services.Catalogue,
            Self = services.Self,
            Blind = services.Blind(),
            ClockProblem = services.Clock.Problem(entries.Entries.Count == 0 ? null : entries.Entries.Max(entry => entry.At)),
        };
    }

    public Task<IReadOnlyList<KillSwitch>> KillSwitchesAsync(CancellationToken cancellationToken) => SettingsAsync<KillSwitch>(KillSwitch.State, cancellationToken);

    public async Task<TrustRecord> TrustAsync(Runbook runbook, string targetClass, CancellationToken cancellationToken)
    {
        var version = runbook.Version.ToString();
        if (await services.Store.FindAsync(DocumentKind.Trust, TrustRecord.IdOf(runbook.Id, version, targetClass), cancellationToken).ConfigureAwait(false) is { } stored)
        {
            return AIOpsJson.Read<TrustRecord>(stored.Body);
        }

        var earlier = await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Trust) { Key = runbook.Id, Limit = 200 }, cancellationToken).ConfigureAwait(false);
        var predecessor = earlier.Select(document => AIOpsJson.Read<TrustRecord>(document.Body))
            .Where(record => record.TargetClass == targetClass && SemanticVersion.TryParse(record.Version, out var its) && its < runbook.Version)
            .MaxBy(record => SemanticVersion.TryParse(record.Version, out var its) ? its : default);
        return TrustLadder.Begin(runbook.Id, version, targetClass, predecessor);
    }

    private async Task<IReadOnlyList<T>> SettingsAsync<T>(string state, CancellationToken cancellationToken)
    {
        var documents = await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Setting) { States = [state], Limit = 1000 }, cancellationToken).ConfigureAwait(false);
        return [.. documents.Select(document => AIOpsJson.Read<T>(document.Body))];
    }
}
