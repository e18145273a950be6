using System.Collections.Concurrent;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Tests;

/// <summary>A sink that keeps what it gets and answers as told.</summary>
internal sealed class RecordingSink : ITelemetrySink
{
    public ConcurrentQueue<MetricBatch> Metrics { get; } = new();

    public ConcurrentQueue<LogBatch> Logs { get; } = new();

    public ConcurrentQueue<EntityObservation> Entities { get; } = new();

    public ConcurrentQueue<EdgeObservation> Edges { get; } = new();

    public ConcurrentQueue<ExternalSignal> Signals { get; } = new();

    public AcceptResult Answer { get; set; }

    public IEnumerable<(SeriesKey Series, long Time, double Value)> Samples =>
        Metrics.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(i => (batch.Series[batch.SeriesOf[i]], batch.Times[i], batch.Values[i])));

    public IEnumerable<(SeriesKey Series, long Time, double Value)> Of(string metric) => Samples.Where(sample => sample.Series.Metric == metric);

    public ValueTask<AcceptResult> AcceptAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        Keep(Metrics, batch);
        return ValueTask.FromResult(Answer);
    }

    public ValueTask<AcceptResult> AcceptAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        Keep(Logs, batch);
        return ValueTask.FromResult(Answer);
    }

    public ValueTask<AcceptResult> AcceptAsync(IReadOnlyList<EntityObservation> entities, IReadOnlyList<EdgeObservation> edges, CancellationToken cancellationToken)
    {
        foreach (var entity in entities)
        {
            Keep(Entities, entity);
        }

        foreach (var edge in edges)
        {
            Keep(Edges, edge);
        }

        return ValueTask.FromResult(Answer);
    }

    public ValueTask<AcceptResult> AcceptAsync(ExternalSignal signal, CancellationToken cancellationToken)
    {
        Keep(Signals, signal);
        return ValueTask.FromResult(Answer);
    }

    private void Keep<T>(ConcurrentQueue<T> queue, T item)
    {
        if (Answer.RetryAfter is null)
        {
            queue.Enqueue(item);
        }
    }
}
