using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Web.Api;

/// <summary>Pulls and lifts kill switches: settings that every safeguard reads before each step.</summary>
internal sealed class KillSwitches(IOperationalStore store, TimeProvider time, WebInstruments instruments)
{
    public const string Global = "global";
    private const string State = "kill-switch";

    /// <summary><c>global</c>, <c>service:NAME</c> or <c>runbook:ID</c>.</summary>
    public static bool IsScope(string scope) =>
        scope == Global || (scope.Length is > 8 and <= 200 && (scope.StartsWith("service:", StringComparison.Ordinal) || scope.StartsWith("runbook:", StringComparison.Ordinal)));

    public async Task<IReadOnlyList<KillSwitchView>> ListAsync(CancellationToken cancellationToken)
    {
        var documents = await store.QueryAsync(new DocumentQuery(DocumentKind.Setting) { States = [State] }, cancellationToken);
        return [.. documents.Select(document => AIOpsJson.Read<KillSwitchView>(document.Body))];
    }

    public async Task<KillSwitchView> PullAsync(string scope, string actor, string reason, CancellationToken cancellationToken)
    {
        var pulled = new KillSwitchView(scope, actor, reason, time.GetUtcNow());
        await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Setting, $"kill-switch/{scope}", DocumentWrite.AnyVersion, State, scope, pulled.At.ToUnixTimeMilliseconds(), AIOpsJson.Write(pulled))],
                Audit = [new AuditEntry(actor, "kill-switch.pulled", scope, AIOpsJson.Write(new { reason }))],
            },
            cancellationToken);
        instruments.OnCommand("KillSwitchPull", nameof(CommandOutcome.Applied), TimeSpan.Zero);
        return pulled;
    }

    /// <summary>False when it was not pulled.</summary>
    public async Task<bool> LiftAsync(string scope, string actor, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(DocumentKind.Setting, $"kill-switch/{scope}", cancellationToken) is null)
        {
            return false;
        }

        await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Setting, $"kill-switch/{scope}", DocumentWrite.AnyVersion, State, scope, time.GetUtcNow().ToUnixTimeMilliseconds(), null)],
                Audit = [new AuditEntry(actor, "kill-switch.lifted", scope)],
            },
            cancellationToken);
        instruments.OnCommand("KillSwitchLift", nameof(CommandOutcome.Applied), TimeSpan.Zero);
        return true;
    }
}
