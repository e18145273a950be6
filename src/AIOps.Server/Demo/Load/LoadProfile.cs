namespace AIOps.Server.Demo.Load;

/// <summary>How many requests a second are wanted at a moment: a base rate, and at most one wave on top of it.</summary>
internal sealed class LoadProfile(double baseRate)
{
    private readonly Lock _gate = new();
    private double _factor = 1;
    private DateTimeOffset _from;
    private TimeSpan _length;

    /// <summary>Begins a wave that swells to <paramref name="factor"/> times the base rate and ebbs again.</summary>
    public void Wave(double factor, DateTimeOffset from, TimeSpan length)
    {
        lock (_gate)
        {
            (_factor, _from, _length) = (factor, from, length);
        }
    }

    /// <summary>Requests a second at a moment.</summary>
    public double RateAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_length <= TimeSpan.Zero || now < _from || now >= _from + _length)
            {
                return baseRate;
            }

            var phase = (now - _from) / _length;
            return baseRate * (1 + ((_factor - 1) * Math.Sin(Math.PI * phase)));
        }
    }
}
