namespace AIOps.Detection.Forecasting;

/// <summary>Exponentially weighted least squares over one memory; time runs backwards from the latest point, in hours.</summary>
internal struct TrendWindow
{
    private double _weight;
    private double _times;
    private double _squares;
    private double _values;
    private double _products;
    private double _energy;

    public readonly double Weight => _weight;

    public void Add(double hoursSince, double memoryHours, double value)
    {
        var keep = Math.Exp(-hoursSince / memoryHours);
        // the origin moves to the new point: every older time falls by what has passed
        _squares = keep * (_squares - (2 * hoursSince * _times) + (hoursSince * hoursSince * _weight));
        _products = keep * (_products - (hoursSince * _values));
        _times = keep * (_times - (hoursSince * _weight));
        _weight = (keep * _weight) + 1;
        _values = (keep * _values) + value;
        _energy = (keep * _energy) + (value * value);
    }

    /// <summary>Level now, slope per hour, standard error of the slope and spread of the residuals; false when there is too little.</summary>
    public readonly bool TryFit(out double level, out double slope, out double slopeError, out double spread)
    {
        level = slope = slopeError = spread = 0;
        var determinant = (_weight * _squares) - (_times * _times);
        if (_weight < 4 || determinant <= 1e-9 * _weight * _squares)
        {
            return false;
        }

        slope = ((_weight * _products) - (_times * _values)) / determinant;
        level = (_values - (slope * _times)) / _weight;
        var variance = Math.Max(0, (_energy - (level * _values) - (slope * _products)) / _weight);
        spread = Math.Sqrt(variance);
        // neighbours resemble each other: about a third of the points are news
        slopeError = Math.Sqrt(3 * variance * _weight / determinant);
        return true;
    }
}
