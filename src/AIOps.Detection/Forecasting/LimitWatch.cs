using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AIOps.Detection.Forecasting;

/// <summary>
/// Watches one series against its limit: forecasts at most once a minute from the worst value since, keeps forecasts until they are judged, and warns when a
/// lasting trend reaches the limit inside the horizon even at the slow end of its interval. The probabilities are told and judged, but never warn by themselves.
/// About 3 KB; about a microsecond a minute. Not thread safe.
/// </summary>
public sealed class LimitWatch
{
    private const byte Version = 1;
    private const long StepMs = 60_000;
    private const long HintMs = 600_000;
    private const long QuietMs = 900_000;
    private const long WarmMs = 3_600_000;
    private const double WithdrawnBeyond = 2;
    private const double UsualShare = 0.5;
    private static readonly long[] IssueEveryMs = [900_000, 900_000, 3_600_000, 21_600_000];
    private readonly Forecaster _forecaster;
    private readonly ForecastLedger _ledger;
    private readonly TimeSpan _horizon;
    private LimitWatchState _state;

    /// <summary>Makes a watch.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="horizon">How far ahead it warns.</param>
    public LimitWatch(SeriesLimit limit, TimeSpan horizon)
        : this(new Forecaster(limit.Lower ? -limit.Value : limit.Value), new ForecastLedger(), horizon, new LimitWatchState { Limit = limit.Value, Lower = limit.Lower ? (byte)1 : (byte)0, Origin = (byte)limit.Origin, Worst = double.NegativeInfinity })
    {
    }

    private LimitWatch(Forecaster forecaster, ForecastLedger ledger, TimeSpan horizon, LimitWatchState state)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(horizon, TimeSpan.Zero);
        _forecaster = forecaster;
        _ledger = ledger;
        _horizon = horizon;
        _state = state;
    }

    /// <summary>The limit.</summary>
    public SeriesLimit Limit => new(_state.Limit, _state.Lower != 0, (LimitOrigin)_state.Origin);

    /// <summary>True while a crossing is foretold that has not come yet.</summary>
    public bool Warns => _state.WarnedMs != 0;

    /// <summary>True from the crossing of a limit that was warned of until the value is back for ten minutes.</summary>
    public bool IsCrossed => _state.CrossedMs != 0;

    /// <summary>Forecasts of this series that were judged, and how well they did.</summary>
    public ForecastLedger Ledger => _ledger;

    /// <summary>Takes a sample in.</summary>
    /// <param name="unixMs">Time in Unix milliseconds, after the one before; else nothing happens.</param>
    /// <param name="value">Finite value in the unit of the limit; else nothing happens.</param>
    public LimitReading Observe(long unixMs, double value)
    {
        ref var state = ref _state;
        if (!double.IsFinite(value) || unixMs <= state.StepMs)
        {
            return default;
        }

        var towards = state.Lower != 0 ? -value : value;
        var crosses = towards > _forecaster.Limit && !(state.Worst > _forecaster.Limit) && state.CrossedMs == 0;
        state.Worst = Math.Max(state.Worst, towards);
        if (state.StepMs != 0 && unixMs - state.StepMs < StepMs && !crosses)
        {
            return default;
        }

        var worst = state.Worst;
        state.Worst = double.NegativeInfinity;
        state.StepMs = unixMs;
        var forecast = _forecaster.Observe(unixMs, worst);
        if (_forecaster.CleanUps != state.CleanUps)
        {
            // what emptied the disk or restarted the process is what prevents a crossing
            state.CleanUps = _forecaster.CleanUps;
            Intervened(unixMs);
        }

        var judged = _ledger.Advance(unixMs, forecast.Beyond);
        Issue(unixMs, forecast);
        var (transition, outcome, lead) = Gate(unixMs, worst, forecast);
        return new LimitReading { Stepped = true, Forecast = forecast, Transition = transition, Outcome = outcome, Lead = lead, Judged = judged.Count > 0 ? judged : null };
    }

    /// <summary>Somebody or something acted on the series: what was foretold and does not come counts as prevented.</summary>
    /// <param name="unixMs">When.</param>
    public void Intervened(long unixMs)
    {
        _state.IntervenedMs = Math.Max(_state.IntervenedMs, unixMs);
        _ledger.Intervened(unixMs);
    }

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="stream">Where to.</param>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        Span<byte> state = stackalloc byte[Unsafe.SizeOf<LimitWatchState>()];
        MemoryMarshal.Write(state, in _state);
        writer.Write(state);
        var learnt = new byte[Forecaster.SavedBytes];
        _forecaster.Save(learnt);
        writer.Write(learnt);
        _ledger.Save(writer);
    }

    /// <summary>Reads a checkpoint; the restored watch goes on exactly as the saved one would have.</summary>
    /// <param name="stream">What <see cref="Save"/> wrote.</param>
    /// <param name="horizon">How far ahead it warns.</param>
    /// <returns>The watch, or null when it is of another version: then it learns again.</returns>
    /// <exception cref="EndOfStreamException">The checkpoint is cut short.</exception>
    public static LimitWatch? Restore(Stream stream, TimeSpan horizon)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadByte() != Version)
        {
            return null;
        }

        Span<byte> state = stackalloc byte[Unsafe.SizeOf<LimitWatchState>()];
        reader.BaseStream.ReadExactly(state);
        var learnt = new byte[Forecaster.SavedBytes];
        reader.BaseStream.ReadExactly(learnt);
        return Forecaster.Restore(learnt) is { } forecaster && ForecastLedger.Restore(reader) is { } ledger
            ? new LimitWatch(forecaster, ledger, horizon, MemoryMarshal.Read<LimitWatchState>(state))
            : null;
    }

    private void Issue(long unixMs, in Forecast forecast)
    {
        if (forecast.Beyond || unixMs - _forecaster.FirstMs < WarmMs)
        {
            return;
        }

        for (var horizon = 0; horizon < HorizonValues.Length; horizon++)
        {
            if (unixMs - _state.IssuedMs[horizon] >= IssueEveryMs[horizon])
            {
                _state.IssuedMs[horizon] = unixMs;
                _ledger.Issue(unixMs, (Horizon)horizon, forecast.Within((Horizon)horizon));
            }
        }
    }

    private (LimitTransition Transition, ForecastOutcome Outcome, TimeSpan Lead) Gate(long unixMs, double worst, in Forecast forecast)
    {
        ref var state = ref _state;
        if (state.CrossedMs != 0)
        {
            state.InsideMs = forecast.Beyond ? 0 : state.InsideMs == 0 ? unixMs : state.InsideMs;
            if (state.InsideMs != 0 && unixMs - state.InsideMs >= HintMs)
            {
                state.CrossedMs = state.InsideMs = state.HintMs = 0;
                return (LimitTransition.Returned, ForecastOutcome.Open, default);
            }

            return default;
        }

        if (state.WarnedMs == 0)
        {
            state.HintMs = !LeadsThere(unixMs, worst, forecast) ? 0 : state.HintMs == 0 ? unixMs : state.HintMs;
            if (state.HintMs == 0 || unixMs - state.HintMs < HintMs || state.Origin == (byte)LimitOrigin.Learnt)
            {
                return default;
            }

            state.WarnedMs = unixMs;
            state.QuietMs = 0;
            return (LimitTransition.Warned, ForecastOutcome.Open, default);
        }

        var warned = state.WarnedMs;
        if (forecast.Beyond)
        {
            state.CrossedMs = unixMs;
            state.WarnedMs = state.HintMs = state.InsideMs = 0;
            return (LimitTransition.Crossed, ForecastOutcome.CameTrue, TimeSpan.FromMilliseconds(unixMs - warned));
        }

        var slowed = forecast.Breach is not { } breach || breach.Expected > WithdrawnBeyond * _horizon;
        state.QuietMs = !slowed ? 0 : state.QuietMs == 0 ? unixMs : state.QuietMs;
        if (state.QuietMs == 0 || unixMs - state.QuietMs < QuietMs)
        {
            return default;
        }

        state.WarnedMs = state.HintMs = 0;
        return (LimitTransition.Withdrawn, state.IntervenedMs > warned ? ForecastOutcome.Prevented : ForecastOutcome.Wrong, default);
    }

    private bool LeadsThere(long unixMs, double worst, in Forecast forecast)
    {
        if (forecast.Beyond || unixMs - _forecaster.FirstMs < WarmMs || forecast.Breach is not { } breach || breach.Latest > _horizon || breach.Expected <= TimeSpan.Zero)
        {
            return false;
        }

        // the rise of every morning is no trend: it ends where it ended on the other days
        var slope = (_forecaster.Limit - worst) / breach.Expected.TotalHours;
        return _forecaster.UsualSlope(unixMs) < UsualShare * slope || _forecaster.PeaksBeyond(_horizon);
    }
}
