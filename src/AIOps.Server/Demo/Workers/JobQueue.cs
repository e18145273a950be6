using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Workers;

/// <summary>A bounded queue in memory; a job that was taken and not reported done within its lease comes back.</summary>
internal sealed class JobQueue : IDisposable
{
    private const int Capacity = 50_000;
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(3);

    private readonly ConcurrentQueue<(Job Job, DateTimeOffset At)> _waiting = new();
    private readonly ConcurrentDictionary<long, (Job Job, DateTimeOffset At, DateTimeOffset LeasedUntil)> _taken = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly Meter _meter = new(ProcessTelemetry.Own);
    private readonly Counter<long> _published;
    private readonly Counter<long> _done;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private long _lastId;
    private long _lastDone;
    private long _lastFailure;

    public JobQueue(TimeProvider time)
    {
        _time = time;
        _lastDone = _lastFailure = time.GetTimestamp() - (60 * time.TimestampFrequency);
        _meter.CreateObservableGauge("queue.depth", () => _waiting.Count, "{job}", "Jobs that wait.");
        _meter.CreateObservableGauge("queue.oldest.age", () => _waiting.TryPeek(out var oldest) ? (_time.GetUtcNow() - oldest.At).TotalSeconds : 0, "s", "Age of the oldest job that waits.");
        _meter.CreateObservableGauge("queue.taken", () => _taken.Count, "{job}", "Jobs that a worker holds.");
        _published = _meter.CreateCounter<long>("queue.jobs.published", "{job}", "Jobs that were put in.");
        _done = _meter.CreateCounter<long>("queue.jobs.done", "{job}", "Jobs that were reported done.");
        _sweep = time.CreateTimer(_ => ReturnExpired(), null, LeaseTerm, TimeSpan.FromSeconds(1));
    }

    public bool TryPublish(string? traceParent)
    {
        if (_waiting.Count >= Capacity)
        {
            return false;
        }

        _waiting.Enqueue((new Job(Interlocked.Increment(ref _lastId), traceParent), _time.GetUtcNow()));
        _published.Add(1);
        _available.Release();
        return true;
    }

    public async Task<Job?> TakeAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!await _available.WaitAsync(wait, cancellationToken) || !_waiting.TryDequeue(out var next))
        {
            return null;
        }

        _taken[next.Job.Id] = (next.Job, next.At, _time.GetUtcNow() + LeaseTerm);
        return next.Job;
    }

    /// <summary>Work gets done: a job in the last three seconds, and none that failed or was refused.</summary>
    public bool Serves => _time.GetElapsedTime(Volatile.Read(ref _lastDone)) < Lately && _time.GetElapsedTime(Volatile.Read(ref _lastFailure)) > Lately;

    public void Done(long id, bool failed)
    {
        if (_taken.TryRemove(id, out _))
        {
            _done.Add(1);
            Volatile.Write(ref failed ? ref _lastFailure : ref _lastDone, _time.GetTimestamp());
        }
    }

    /// <summary>A job could not be put in.</summary>
    public void Refused() => Volatile.Write(ref _lastFailure, _time.GetTimestamp());

    public void Dispose()
    {
        _sweep.Dispose();
        _meter.Dispose();
        _available.Dispose();
    }

    private void ReturnExpired()
    {
        var now = _time.GetUtcNow();
        foreach (var (id, taken) in _taken)
        {
            if (taken.LeasedUntil < now && _taken.TryRemove(id, out _))
            {
                _waiting.Enqueue((taken.Job, taken.At));
                _available.Release();
            }
        }
    }
}
