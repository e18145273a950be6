using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Detect.Teaching;

/// <summary>Takes feedback down; the process that has the series' shard applies it within seconds.</summary>
internal sealed class FeedbackDesk(IOperationalStore store, TimeProvider time)
{
    /// <summary>State of what no shard has applied yet.</summary>
    public const string Given = "given";

    /// <summary>Applied to the model of its series.</summary>
    public const string Applied = "applied";

    /// <summary>The series is not watched any more.</summary>
    public const string TooLate = "too-late";

    /// <summary>True when feedback on this anomaly can change a model: it was raised on a series.</summary>
    public static bool CanLearn(Anomaly anomaly) => anomaly is { SeriesId: not 0, Kind: AnomalyKind.Metric };

    /// <summary>Stores feedback on anomalies with an audit entry; a later word on the same anomaly replaces the earlier one.</summary>
    public async Task<IReadOnlyList<AnomalyFeedback>> GiveAsync(IEnumerable<Anomaly> anomalies, string kind, string actor, string note, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var given = anomalies.Where(CanLearn).Select(anomaly => new AnomalyFeedback(anomaly.Id, anomaly.SeriesId, anomaly.Entity.Workload, anomaly.Signal, kind, actor, note, now)).ToList();
        if (given.Count > 0)
        {
            await store.CommitAsync(
                new StoreCommit
                {
                    Documents = [.. given.Select(one => new DocumentWrite(DocumentKind.Feedback, one.AnomalyId, DocumentWrite.AnyVersion, Given, one.Workload, now.ToUnixTimeMilliseconds(), AIOpsJson.Write(one)))],
                    Audit = [.. given.Select(one => new AuditEntry(actor, "anomaly.feedback", one.AnomalyId, AIOpsJson.Write(new { one.Kind, one.Workload, one.Signal, one.Note })))],
                },
                cancellationToken);
        }

        return given;
    }
}
