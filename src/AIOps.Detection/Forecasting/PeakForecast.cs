using AIOps.Detection.Metrics;

namespace AIOps.Detection.Forecasting;

/// <summary>
/// Forecast of the largest value within a horizon: present level plus the highest part of the usual day that lies ahead. How wrong such forecasts were is learnt
/// by waiting for each to come due, so the distance to a limit can be told in usual errors.
/// </summary>
internal struct PeakForecast
{
    private PendingPeaks _pending;
    private double _bias;
    private double _error;
    private int _judged;
    private int _next;

    /// <summary>Distance of the limit from the predicted peak, in usual errors of that prediction; 4 while nothing has been judged.</summary>
    public readonly double Distance(double limit, double predicted) => _judged < 4 ? 4 : (limit - predicted - _bias) / (_error + 1e-300);

    /// <summary>Lets a sample count for all that is pending, judges what is due, and puts a new prediction in its place.</summary>
    public void Observe(long unixMs, double value, double predicted, double horizonMs)
    {
        for (var at = 0; at < PendingPeaks.Length; at++)
        {
            ref var peak = ref _pending[at];
            if (peak.DueMs == 0)
            {
                continue;
            }

            peak.Seen = Math.Max(peak.Seen, value);
            if (unixMs >= peak.DueMs)
            {
                var miss = peak.Seen - peak.Predicted;
                var share = Math.Max(1.0 / ++_judged, 0.01);
                var typical = _error > 0 && _judged > 20 ? Math.Clamp(miss - _bias, -5 * _error, 5 * _error) : miss - _bias;
                _bias += share * typical;
                _error += share * (Math.Abs(typical) - _error);
                peak.DueMs = 0;
            }
        }

        ref var place = ref _pending[_next];
        if (place.DueMs == 0)
        {
            place = new PendingPeak { DueMs = unixMs + (long)horizonMs, Predicted = predicted, Seen = double.NegativeInfinity };
            _next = (_next + 1) % PendingPeaks.Length;
        }
    }
}
