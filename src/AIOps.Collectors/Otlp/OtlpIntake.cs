using AIOps.Collectors.Identity;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>From a request's bytes to the sink, for both transports.</summary>
internal sealed class OtlpIntake(
    MetricsDecoder metrics, LogsDecoder logs, TracesDecoder traces, ITelemetrySink sink, OtlpOptions options, CollectorInstruments instruments, TimeProvider time)
{
    /// <summary>Takes one request. When this returns without RetryAfter, what it did not reject is safe (spans: added to their window).</summary>
    public async ValueTask<OtlpOutcome> AcceptAsync(OtlpSignal signal, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            var window = TimeWindow.Around(time.GetUtcNow(), options);
            switch (signal)
            {
                case OtlpSignal.Metrics:
                    var decoded = metrics.Decode(request.Span, window);
                    var rejected = 0;
                    string? reason = null;
                    foreach (var batch in decoded.Batches)
                    {
                        var result = await sink.AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
                        if (result.RetryAfter is { } wait)
                        {
                            return Busy(wait, decoded.Taken);
                        }

                        (rejected, reason) = (rejected + result.Rejected, reason ?? result.Reason);
                    }

                    return await FinishAsync(decoded, Collector.Otlp, rejected, reason, window, cancellationToken).ConfigureAwait(false);
                case OtlpSignal.Logs:
                    var records = logs.Decode(request.Span, window);
                    rejected = 0;
                    reason = null;
                    foreach (var batch in records.Batches)
                    {
                        var result = await sink.AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
                        if (result.RetryAfter is { } wait)
                        {
                            return Busy(wait, records.Taken);
                        }

                        (rejected, reason) = (rejected + result.Rejected, reason ?? result.Reason);
                    }

                    return await FinishAsync(records, Collector.Otlp, rejected, reason, window, cancellationToken).ConfigureAwait(false);
                default:
                    return await FinishAsync(traces.Decode(request.Span, window), Collector.Traces, 0, null, window, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException error)
        {
            instruments.OnRefused(Collector.Otlp, Refusal.Malformed);
            return new OtlpOutcome(0, $"{signal} request: {error.Message}; send an OTLP Export{signal}ServiceRequest", Malformed: true);
        }
    }

    private OtlpOutcome Busy(TimeSpan wait, int items)
    {
        instruments.OnRefused(Collector.Otlp, Refusal.Overload, items);
        return new OtlpOutcome(0, "the pipeline is full; repeat the request after the time given", wait);
    }

    private async ValueTask<OtlpOutcome> FinishAsync<T>(Decoded<T> decoded, Collector collector, int rejected, string? reason, TimeWindow window, CancellationToken cancellationToken)
    {
        instruments.OnAccepted(collector, Math.Max(0, decoded.Taken - rejected));
        if (rejected > 0)
        {
            instruments.OnRefused(collector, Refusal.Sink, rejected);
        }

        await ObserveAsync(decoded.Resources, window.NowMs, cancellationToken).ConfigureAwait(false);
        var own = decoded.Refused.Reason();
        return new OtlpOutcome(decoded.Refused.Total + rejected, own is null ? reason : reason is null ? own : $"{own}; {reason}");
    }

    private async ValueTask ObserveAsync(List<ResourceEntry> resources, long nowMs, CancellationToken cancellationToken)
    {
        List<EntityObservation>? entities = null;
        List<EdgeObservation>? edges = null;
        List<ResourceEntry>? told = null;
        foreach (var resource in resources)
        {
            if (!resource.IsDue(nowMs, (long)options.ObserveEvery.TotalMilliseconds))
            {
                continue;
            }

            (told ??= []).Add(resource);
            (entities ??= []).Add(new EntityObservation(resource.Entity, nowMs, resource.Attributes));
            if (EntityRules.HostOf(resource.Attributes, resource.Entity) is { } host)
            {
                (edges ??= []).Add(new EdgeObservation(resource.Entity.Workload, host, EdgeKind.RunsOn, nowMs));
            }
        }

        if (entities is null)
        {
            return;
        }

        var result = await sink.AcceptAsync(entities, edges ?? [], cancellationToken).ConfigureAwait(false);
        if (result.RetryAfter is not null)
        {
            told!.ForEach(resource => resource.Forget());
        }
    }
}
